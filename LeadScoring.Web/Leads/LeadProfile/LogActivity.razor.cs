using System.Text.Json;
using LeadScoring.Core.Rules;
using LeadScoring.Core.Texts;
using LeadScoring.Web.Http;
using LeadScoring.Web.Live;
using LeadScoring.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LeadScoring.Web.Leads.LeadProfile;

/// <summary>What reps log (<see cref="LoggedActivity"/>).</summary>
/// <param name="Question">The field's label.</param>
/// <param name="Done">Said when it is logged.</param>
/// <param name="IsLong">The text may have several lines, and is what it is about: it cannot be left out.</param>
public sealed record ActivityKind(int Index, string EventType, string Label, string Icon, string Question, string Verb, string Done, bool IsLong = false)
{
    public static readonly IReadOnlyList<ActivityKind> All =
    [
        new(0, LoggedActivity.Call, "Call", "phone", "How did the call go?", "Log call", "Call logged."),
        new(1, LoggedActivity.Email, "E-mail", "mail", "What was the e-mail about?", "Log e-mail", "E-mail logged."),
        new(2, LoggedActivity.Meeting, "Meeting", "meeting", "What came out of the meeting?", "Log meeting", "Meeting logged."),
        new(3, LoggedActivity.Note, "Note", "note", "Note", "Save note", "Note saved.", IsLong: true),
    ];

    /// <summary>For attributes.</summary>
    public string Name => EventType.Split(':')[^1];

    public string Title => Index == 0 ? $"{Verb} (l)" : Verb;
}

public sealed partial class LogActivity(EventsClient events) : LiveComponent
{
    private readonly ElementReference[] _buttons = new ElementReference[ActivityKind.All.Count];
    private ElementReference _field;
    private ActivityKind? _kind;
    private string? _text;

    /// <summary>Made when the form opens and kept until it is sent, so that sending again cannot count twice.</summary>
    private string _eventId = "";
    private ApiException? _problem;
    private string? _result;
    private bool _sending;
    private ElementReference? _focusNext;

    [Parameter, EditorRequired]
    public required string LeadId { get; set; }

    /// <summary>With the new event's id.</summary>
    [Parameter]
    public EventCallback<string> OnLogged { get; set; }

    /// <summary>At the end of the line.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusNext is not { } next) return;
        _focusNext = null;
        try
        {
            await (next.Id is null ? _field : next).FocusAsync();
        }
        catch (Exception e) when (e is Microsoft.JSInterop.JSException or Microsoft.JSInterop.JSDisconnectedException or TaskCanceledException)
        {
            // Closed again meanwhile.
        }
    }

    private string Draft(ActivityKind kind) => $"log-{kind.Name}-{LeadId}";

    private Task Open(ActivityKind kind)
    {
        if (kind == _kind) return CloseAsync();
        (_kind, _eventId, _problem, _result) = (kind, $"rep-{Guid.CreateVersion7():n}", null, null);
        _focusNext = default(ElementReference); // the field, which is not rendered yet
        return Task.CompletedTask;
    }

    private Task CloseAsync()
    {
        if (_kind is { } kind) _focusNext = _buttons[kind.Index];
        (_kind, _text, _problem) = (null, null, null);
        return Task.CompletedTask;
    }

    private Task OnKeyAsync(KeyboardEventArgs e) => e switch
    {
        { Key: "Escape" } => CloseAsync(),
        { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } when _kind is { IsLong: true } => SendAsync(),
        _ => Task.CompletedTask,
    };

    private async Task SendAsync()
    {
        if (_sending || _kind is not { } kind) return;
        var note = VisibleText.IsBlank(_text) ? null : _text!.Trim();
        _problem = note is null && kind.IsLong ? new(null, "Write the note first.", "") : null;
        if (_problem is not null) return;
        _sending = true;
        try
        {
            var job = await events.SubmitAsync(new(_eventId, kind.EventType, LeadId, Metadata: note is null ? null : JsonSerializer.SerializeToElement(new { note })), Leaving);
            if (job.State == "failed") throw new ApiException(null, "Couldn't log it.", job.FailedReason ?? "Try again.");
            _result = job.Result switch
            {
                null => $"{kind.Done} It shows up here in a moment.",
                { Change: 0 } => kind.Done,
                var result => $"{kind.Done} {Numbers.WithSign(result.Change)}, the score is now {Numbers.Of(result.Score)}.",
            };
            await CloseAsync();
            await OnLogged.InvokeAsync(_eventId);
        }
        catch (ApiException e)
        {
            _problem = e;
        }
        finally
        {
            _sending = false;
        }
    }
}
