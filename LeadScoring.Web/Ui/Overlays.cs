using LeadScoring.Web.Http;
using MudBlazor;

namespace LeadScoring.Web.Ui;

/// <summary>Sizes of dialogs. Escape closes every dialog (keys.js, which also moves the focus); a click beside it does not close one with a form.</summary>
public static class DialogSize
{
    public static DialogOptions Small { get; } = Of(MaxWidth.ExtraSmall) with { BackdropClick = true };

    /// <summary>To read, in two columns.</summary>
    public static DialogOptions Wide { get; } = Of(MaxWidth.Medium) with { BackdropClick = true };

    public static DialogOptions Form { get; } = Of(MaxWidth.Small);

    private static DialogOptions Of(MaxWidth width) => new()
    {
        MaxWidth = width,
        FullWidth = true,
        CloseButton = true,
        BackdropClick = false,
        CloseOnEscapeKey = false,
        CloseOnNavigation = true,
        DefaultFocus = DefaultFocus.None,
    };
}

/// <summary>Notifications in a corner of the page.</summary>
public static class Toasts
{
    private const int DoneMs = 5_000;
    private const int FailedMs = 12_000;
    private const int UndoMs = 10_000;

    /// <summary>What was not done must not be forgotten because somebody looked away.</summary>
    private const int RetryMs = 120_000;

    public static void Done(this ISnackbar toasts, string what, string detail = "") => toasts.Show(Severity.Success, what, detail, DoneMs);

    /// <summary>Neither a success nor a failure: nothing changed.</summary>
    public static void Note(this ISnackbar toasts, string what, string detail = "") => toasts.Show(Severity.Normal, what, detail, DoneMs);

    /// <summary>A refusal that the user did not expect; stays longer, since it has to be acted on.</summary>
    public static void Warn(this ISnackbar toasts, string what, string detail) => toasts.Show(Severity.Warning, what, detail, FailedMs);

    public static void Failed(this ISnackbar toasts, ApiException e) =>
        toasts.Show(Severity.Error, e.Title, e.Errors.Count > 0 ? string.Join(" ", e.Errors.SelectMany(f => f.Value)) : e.Detail, FailedMs);

    /// <summary>Something was not done, or nobody knows.</summary>
    /// <param name="what">What was to be done.</param>
    /// <param name="retry">Closes the notification.</param>
    public static void Failed(this ISnackbar toasts, ApiException e, string what, Func<Task> retry)
    {
        Snackbar? shown = null;
        shown = toasts.Add<Toast>(
            new()
            {
                [nameof(Toast.What)] = $"{what}. {e.Title}",
                [nameof(Toast.Detail)] = e.Detail,
                [nameof(Toast.Retry)] = async () =>
                {
                    if (shown is not null) toasts.Remove(shown);
                    await retry();
                },
            },
            Severity.Error, options => options.VisibleStateDuration = RetryMs);
    }

    /// <param name="undo">Called again when it returns false.</param>
    /// <param name="word">What undoing is called here.</param>
    public static void Undoable(this ISnackbar toasts, string what, string detail, Func<Task<bool>> undo, string word = "Undo") => toasts.Add<Toast>(
        new() { [nameof(Toast.What)] = what, [nameof(Toast.Detail)] = detail, [nameof(Toast.Undo)] = undo, [nameof(Toast.UndoText)] = word }, Severity.Success, options =>
        {
            options.VisibleStateDuration = UndoMs;
            options.CloseAfterNavigation = false;
        });

    private static void Show(this ISnackbar toasts, Severity severity, string what, string detail, int milliseconds) =>
        toasts.Add<Toast>(new() { ["What"] = what, ["Detail"] = detail }, severity, options => options.VisibleStateDuration = milliseconds);
}
