namespace LeadScoring.Web.Activity;

/// <summary>The changes on one page, newest first. While they are held, or the page is paused, newer ones wait. Bounded; for one circuit's dispatcher.</summary>
public sealed class ActivityView
{
    public const int MaxShown = 200;
    public const int MaxWaiting = 500;
    private readonly List<ActivityItem> _waiting = [];
    private List<ActivityItem> _shown = [];

    public IReadOnlyList<ActivityItem> Shown => _shown;

    /// <summary>The pointer or the focus is on the list.</summary>
    public bool IsHeld { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>How many wait, at most <see cref="MaxWaiting"/>.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>More came than can wait: showing them leaves a gap.</summary>
    public bool HasGap { get; private set; }

    /// <param name="newer">Oldest first.</param>
    public void Add(IEnumerable<ActivityItem> newer)
    {
        _waiting.AddRange(newer);
        if (_waiting.Count > MaxWaiting)
        {
            _waiting.RemoveRange(0, _waiting.Count - MaxWaiting);
            HasGap = true;
        }

        if (!IsHeld && !IsPaused) Show();
    }

    /// <summary>Shows what waits; the list is held, or paused, as before.</summary>
    public void Show()
    {
        if (_waiting.Count > 0) _shown = [.. _waiting.AsEnumerable().Reverse().Concat(HasGap ? [] : _shown).Take(MaxShown)];
        _waiting.Clear();
        HasGap = false;
    }

    public void Hold(bool isHeld)
    {
        IsHeld = isHeld;
        if (!IsHeld && !IsPaused) Show();
    }

    public void Pause(bool isPaused)
    {
        IsPaused = isPaused;
        if (!IsPaused) Show(); // also under the pointer, which is on the button
    }

    /// <summary>Others are to be shown, such as those that fit another filter.</summary>
    /// <param name="all">Oldest first.</param>
    public void Reset(IEnumerable<ActivityItem> all)
    {
        _shown = [];
        _waiting.Clear();
        _waiting.AddRange(all);
        HasGap = false;
        Show();
    }
}
