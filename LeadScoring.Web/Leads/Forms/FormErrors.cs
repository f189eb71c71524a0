using Microsoft.JSInterop;

namespace LeadScoring.Web.Leads.Forms;

/// <summary>Where the focus goes when a form could not be sent.</summary>
internal static class FormErrors
{
    /// <summary>To the first field that is wrong, which is scrolled to (drafts.js).</summary>
    public static async Task FocusErrorAsync(this IJSRuntime js, CancellationToken ct)
    {
        await Task.Yield(); // in the handler of an event, nothing is rendered before it returns
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
