using Microsoft.JSInterop;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Where the focus goes when a form could not be sent.</summary>
internal static class FormErrors
{
    /// <summary>To the first field that is wrong, which is scrolled to (drafts.js). Called when the errors are rendered.</summary>
    public static async Task FocusErrorAsync(this IJSRuntime js, CancellationToken ct)
    {
        try
        {
            await js.InvokeVoidAsync("leadScoring.focusError", ct);
        }
        catch (Exception e) when (e is JSDisconnectedException or TaskCanceledException)
        {
            // The form was closed.
        }
    }
}
