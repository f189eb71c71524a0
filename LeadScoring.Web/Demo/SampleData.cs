using LeadScoring.Web.Http;
using LeadScoring.Web.Shared;
using LeadScoring.Web.Ui;
using MudBlazor;

namespace LeadScoring.Web.Demo;

/// <summary>Removes the sample data, from any page, when the user has confirmed it.</summary>
public sealed class SampleData(IDialogService dialogs, DemoClient client, DemoWatch watch, ISnackbar toasts)
{
    /// <param name="leads">As many as will be deleted.</param>
    /// <param name="ct">Cancelled when the page is left.</param>
    public async Task RemoveAsync(int leads, CancellationToken ct)
    {
        var parameters = new DialogParameters<RemoveSampleData> { { dialog => dialog.Leads, leads } };
        var result = await (await dialogs.ShowAsync<RemoveSampleData>("Remove sample data", parameters, DialogSize.Small)).Result;
        if (result is not { Canceled: false }) return;
        try
        {
            watch.Publish(await client.RemoveAsync(ct));
        }
        catch (ApiException e)
        {
            toasts.Failed(e);
        }
    }
}
