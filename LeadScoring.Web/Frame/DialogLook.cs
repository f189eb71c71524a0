using Radzen;

namespace LeadScoring.Web.Frame;

/// <summary>Every dialog closes with Escape and gives the focus back; those that hold what somebody typed do not close by a click beside them. What the focus goes to: keys.js.</summary>
public static class DialogLook
{
    public static DialogOptions Small => new() { Width = "min(440px, calc(100vw - 32px))", CloseDialogOnEsc = true, CloseDialogOnOverlayClick = true, AutoFocusFirstElement = false };

    public static DialogOptions Form => new() { Width = "min(560px, calc(100vw - 32px))", CloseDialogOnEsc = true, CloseDialogOnOverlayClick = false, AutoFocusFirstElement = false };
}
