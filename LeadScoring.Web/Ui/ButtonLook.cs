namespace LeadScoring.Web.Ui;

/// <summary>What a button is for: a page has at most one that is primary.</summary>
public enum ButtonLook
{
    Plain,

    /// <summary>What most people come for.</summary>
    Primary,

    /// <summary>Of less weight than the plain ones beside it.</summary>
    Quiet,

    /// <summary>Removes something for good.</summary>
    Danger,
}
