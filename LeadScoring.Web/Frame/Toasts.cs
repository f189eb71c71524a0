using LeadScoring.Web.Http;
using Radzen;

namespace LeadScoring.Web.Frame;

/// <summary>What the dashboard says in a corner, in one voice.</summary>
public static class Toasts
{
    private const double DoneMs = 5_000;
    private const double FailedMs = 12_000;

    public static void Done(this NotificationService toasts, string what, string detail = "") => toasts.Notify(new NotificationMessage
    {
        Severity = NotificationSeverity.Success,
        Summary = what,
        Detail = detail,
        Duration = DoneMs,
    });

    /// <summary>What happened and what was kept; stays longer, since somebody has to act.</summary>
    public static void Failed(this NotificationService toasts, ApiException e) => toasts.Notify(new NotificationMessage
    {
        Severity = NotificationSeverity.Error,
        Summary = e.Title,
        Detail = e.Errors.Count > 0 ? string.Join(" ", e.Errors.SelectMany(f => f.Value)) : e.Detail,
        Duration = FailedMs,
    });
}
