using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using MudBlazor;

namespace LeadScoring.Web.Imports;

/// <summary>Opens the import of a file, from any page.</summary>
public sealed class ImportDialogs(IDialogService dialogs)
{
    /// <returns>Whether a file was sent, so that lists may show other leads than before.</returns>
    public async Task<bool> OpenAsync()
    {
        var wasSent = false;
        var parameters = new DialogParameters<ImportDialog> { { dialog => dialog.OnSent, () => wasSent = true } };
        await (await dialogs.ShowAsync<ImportDialog>("Import a file", parameters, DialogSize.Form)).Result;
        return wasSent;
    }
}
