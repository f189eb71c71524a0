using LeadScoring.Web.Http;
using Radzen;

namespace LeadScoring.Web.Shared;

/// <summary>Sizes of dialogs. Escape closes every dialog and gives the focus back; a click beside it does not close one with a form. Which element gets the focus: keys.js.</summary>
public static class DialogSize
{
    public static DialogOptions Small => Of(440, closesByClick: true);

    public static DialogOptions Form => Of(560, closesByClick: false);

    private static DialogOptions Of(int width, bool closesByClick) => new()
    {
        Width = $"min({width}px, calc(100vw - 32px))",
        CloseDialogOnEsc = true,
        CloseDialogOnOverlayClick = closesByClick,
        AutoFocusFirstElement = false,
    };
}

/// <summary>Notifications in a corner of the page.</summary>
public static class Toasts
{
    private const double DoneMs = 5_000;
    private const double FailedMs = 12_000;

    public static void Done(this NotificationService toasts, string what, string detail = "") => toasts.Notify(NotificationSeverity.Success, what, detail, DoneMs);

    /// <summary>A refusal that the user did not expect; stays longer, since it has to be acted on.</summary>
    public static void Warn(this NotificationService toasts, string what, string detail) => toasts.Notify(NotificationSeverity.Warning, what, detail, FailedMs);

    public static void Failed(this NotificationService toasts, ApiException e) =>
        toasts.Notify(NotificationSeverity.Error, e.Title, e.Errors.Count > 0 ? string.Join(" ", e.Errors.SelectMany(f => f.Value)) : e.Detail, FailedMs);
}
