using System.Text;
using LeadScoring.Contracts.Leads;
using LeadScoring.Contracts.Rules;
using LeadScoring.Core.Texts;
using System.ComponentModel.DataAnnotations;

namespace LeadScoring.Tests.Texts;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "")]
    [InlineData("Ada", "Ada")]
    [InlineData(" Ada\t", "Ada")]
    [InlineData("\u00a0Ada L\u3000", "Ada L")]
    [InlineData("\ufeffAda\u200b\u200e", "Ada")]
    [InlineData("\u200bAda\u200bL\u200b", "Ada\u200bL")]
    [InlineData("Ada\ufe0f", "Ada")]
    [InlineData("\ufe0fAda", "Ada")]
    [InlineData("Ada \u2764\ufe0f", "Ada \u2764\ufe0f")]
    [InlineData("Ada \u2764\ufe0f \u200b", "Ada \u2764\ufe0f")]
    [InlineData("\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc7f", "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc7f")]
    [InlineData("\u845b\udb40\udd00", "\u845b\udb40\udd00")]
    [InlineData("\u3164\u2800", "")]
    [InlineData("Kim\u3164", "Kim")]
    [InlineData("\ud83d\ude80", "\ud83d\ude80")]
    public void VisibleText_is_trimmed_of_what_does_not_show(string text, string trimmed) => Assert.Equal(trimmed, VisibleText.Trim(text));

    [Theory]
    [InlineData(0xAD)]
    [InlineData(0x34F)]
    [InlineData(0x61C)]
    [InlineData(0x180E)]
    [InlineData(0x200B)]
    [InlineData(0x200D)]
    [InlineData(0x200F)]
    [InlineData(0x202E)]
    [InlineData(0x2060)]
    [InlineData(0x2069)]
    [InlineData(0xFE0F)]
    [InlineData(0xFEFF)]
    [InlineData(0xE0001)]
    [InlineData(0xE01EF)]
    public void VisibleText_has_no_invisible_characters(int character)
    {
        Assert.True(VisibleText.IsInvisible(new(character)));
        Assert.Equal("ab\ud800", VisibleText.WithoutInvisible($"a{new Rune(character)}b\ud800"));
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('\u00a0')]
    [InlineData('\u0301')]
    [InlineData('\u0600')]
    [InlineData('\u06dd')]
    [InlineData('\u3164')]
    [InlineData('\u2800')]
    [InlineData('\ufffd')]
    public void VisibleText_keeps_the_rest(char character)
    {
        Assert.False(VisibleText.IsInvisible(new(character)));
        Assert.Equal($"a{character}b", VisibleText.WithoutInvisible($"a{character}b"));
    }

    [Theory]
    [InlineData("\u3164")]
    [InlineData("\u200b\u200b")]
    [InlineData("\u2800")]
    [InlineData("\u115f\u1160 \uffa0")]
    [InlineData("\ufe0f")]
    [InlineData("\u00a0\u3000")]
    public void TextAttribute_takes_a_text_that_shows_nothing_for_an_empty_one(string text)
    {
        Assert.Equal("Required: a text of 1 to 200 characters.", Error(nameof(LeadRequest.Name), text));
        Assert.Null(Error(nameof(LeadRequest.Company), text));
    }

    [Theory]
    [InlineData("a\u202eb", "U+202E")]
    [InlineData("\u202aAda\u202c", "U+202A")]
    [InlineData("Ada \u2066x\u2069", "U+2066")]
    [InlineData("Ada\u2069", "U+2069")]
    public void TextAttribute_names_the_character_that_changes_the_direction(string text, string codePoint)
    {
        foreach (var property in new[] { nameof(LeadRequest.Name), nameof(LeadRequest.Company) })
        {
            Assert.Contains(codePoint, Error(property, text), StringComparison.Ordinal);
        }

        var failed = new List<ValidationResult>();
        Assert.False(Validator.TryValidateProperty(text, new(new RuleRequest(1)) { MemberName = nameof(RuleRequest.Description) }, failed));
        Assert.Contains(codePoint, failed[0].ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("שלום \u200fעולם")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("می\u200cخواهم")]
    [InlineData("  Ada  ")]
    public void TextAttribute_takes_what_names_are_made_of(string text) => Assert.Null(Error(nameof(LeadRequest.Name), text));

    [Fact]
    public void TextAttribute_does_not_count_what_is_trimmed() => Assert.Null(Error(nameof(LeadRequest.Name), $"\u200b{new string('n', 200)}\ufeff "));

    private static string? Error(string property, string value)
    {
        var failed = new List<ValidationResult>();
        Validator.TryValidateProperty(value, new(new LeadRequest("n", "e@x.example")) { MemberName = property }, failed);
        return failed.FirstOrDefault()?.ErrorMessage;
    }
}
