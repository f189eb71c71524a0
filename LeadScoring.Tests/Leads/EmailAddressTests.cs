using System.ComponentModel.DataAnnotations;
using LeadScoring.Contracts.Leads;
using LeadScoring.Core.Leads;

namespace LeadScoring.Tests.Leads;

public sealed class EmailAddressTests
{
    private static readonly string Long = new('l', 64);
    private static readonly string Label = new('d', 63);

    public static TheoryData<string> Plausible => new()
    {
        "jane@example.com", "Jane.Doe+tag@Example.COM", "o'dea@x.example", "a@b.co", "1@2.ab", "a..b@x.example", ".a.@x.example", "!#$%&*+/=?^_`{|}~-@x.example",
        "jürgen@münchen.de", "νίκος@ελλάς.gr", "李@例子.测试", "пример@пример.рф", "user@उदाहरण.परीक्षा", "a@xn--mnchen-3ya.de", "a@XN--MNCHEN-3YA.de", "a@xn--zz.example",
        "a@a-b.c1", "a@1.2.c", "a@x.1a", "😀@x.example", "jose\u0301@x.example", "a@x.e\u0301a", " jane@example.com\t", "\ufeffjane@example.com\u200b", "ja\u00adne@example.com",
        "\u202ajane@example.com\u202c", Long + "@x.example", $"a@{Label}.{Label}.{Label}.com", "a@b--c.example", "user@١٢.مثال",
    };

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "such as jane@example.com" }, { "nobody", "such as jane@example.com" }, { "@example.com", "such as jane@example.com" }, { "a@", "such as jane@example.com" },
        { "a@localhost", "such as jane@example.com" }, { "\u200b", "such as jane@example.com" }, { "\u200b@x.example", "such as jane@example.com" },
        { "a@b@example.com", "one @" }, { "a@@example.com", "one @" }, { "a b@example.com", "a space" }, { "a\u00a0b@example.com", "U+00A0" }, { "a@ex ample.com", "a space" },
        { "a\u0000@example.com", "U+0000" }, { "a@x\u0007.example", "U+0007" }, { "a\"b@x.example", "\"" }, { "a(b@x.example", "(" }, { "a)b@x.example", ")" },
        { "a,b@x.example", "," }, { "mailto:a@x.example", ":" }, { "a;b@x.example", ";" }, { "a[b@x.example", "[" }, { "a]b@x.example", "]" }, { "a\\b@x.example", "\\" },
        { "Jane <jane@x.example>", "without a name" }, { "<jane@x.example>", "without a name" },
        { "'olga@x.example'", "'" }, { "'olga@x.example", "'" }, { "olga'@x.example", "'" }, { "\u2018olga@x.example\u2019", "\u2018 (U+2018)" }, { "\u201colga@x.example\u201d", "U+201C" },
        { "olga@x.example'", "'" }, { "\u3164@x.example", "U+3164" }, { "zara\u3164@x.example", "U+3164" }, { "a\u115fb@x.example", "U+115F" }, { "a\u1160b@x.example", "U+1160" },
        { "a\uffa0b@x.example", "U+FFA0" }, { "a\u2800b@x.example", "U+2800" }, { "a@x\u2800.example", "U+2800" }, { "a@x\u3164.example", "U+3164" },
        { "olga@exam!ple.com", "!" }, { "a@exam_ple.com", "_" }, { "a@exa$mple.com", "$" }, { "a@[127.0.0.1]", "[" }, { "a@x.example,b@x.example", "," }, { "a@x。example.com", "U+3002" }, { "a@😀.example", "U+1F600" },
        { "olga@-x.example", "\"-x\"" }, { "olga@x-.example", "\"x-\"" }, { "a@x.-com", "\"-com\"" }, { "a@x.com-", "\"com-\"" },
        { "a@.example.com", "dots" }, { "a@example..com", "dots" }, { "a@example.com.", "dots" }, { "a@.", "dots" }, { "a@127.0.0.1", "number 1" }, { "a@x.123", "number 123" },
        { Long + "l@x.example", "64" }, { $"a@{Label}d.example", "63" }, { $"a@{Label}.{Label}.{Label}.{Label}.com", "254" },
    };

    [Theory]
    [MemberData(nameof(Plausible))]
    public void EmailAddress_takes_what_people_have(string address)
    {
        Assert.Null(EmailAddress.Error(address));
        Assert.Null(OfRequest(address));
        Assert.Equal(EmailAddress.Clean(address), EmailAddress.Clean(EmailAddress.Clean(address)));
        Assert.Equal(EmailAddress.Key(address), EmailAddress.Key(EmailAddress.Key(address)));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void EmailAddress_names_what_is_wrong(string address, string named)
    {
        var error = EmailAddress.Error(address);
        Assert.StartsWith("Must ", error, StringComparison.Ordinal);
        Assert.EndsWith(".", error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Equal(EmailAddress.Clean(address).Length == 0 ? "Required: a text of 1 to 254 characters." : error, OfRequest(address));
    }

    /// <summary>What cannot become an address is not normalized.</summary>
    [Fact]
    public void EmailAddress_leaves_what_is_far_too_long_as_it_is()
    {
        var parts = string.Concat(Enumerable.Repeat("\u03b1\u0313\u0300\u0345", 240));
        Assert.Equal(240, EmailAddress.Clean(parts).Length);
        var tooLong = new string('e', 2_000) + "\u0301@x.example";
        Assert.Equal(tooLong, EmailAddress.Clean(" \u200b" + tooLong));
        Assert.Contains("254", EmailAddress.Error(tooLong), StringComparison.Ordinal);
        Assert.Contains("254", OfRequest(tooLong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" jane@example.com ", "jane@example.com")]
    [InlineData("Jane@Example.com", "Jane@Example.com")]
    [InlineData("\ufeffza\u00adra\u200b@x\u200d.example\u200e", "zara@x.example")]
    [InlineData("z\u034fa\ufe0f@x.example", "za@x.example")]
    [InlineData("\u2068jane@example.com\u2069", "jane@example.com")]
    [InlineData("jose\u0301@x.example", "jos\u00e9@x.example")]
    [InlineData("jose\u200b\u0301@x.example", "jos\u00e9@x.example")]
    [InlineData("a@M\u00dcnchen.de", "a@M\u00dcnchen.de")]
    [InlineData("a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de")]
    public void EmailAddress_is_stored_clean_and_otherwise_as_it_was_sent(string address, string clean) => Assert.Equal(clean, EmailAddress.Clean(address));

    [Theory]
    [InlineData("jane@example.com", "JANE@Example.COM", " jane@example.com", "ja\u200bne@example.com", "\u202ajane@example.com\u202c")]
    [InlineData("jos\u00e9@x.example", "jose\u0301@x.example", "JOSE\u0301@x.example", "JOS\u00c9@X.EXAMPLE")]
    [InlineData("a@m\u00fcnchen.de", "a@xn--mnchen-3ya.de", "A@XN--MNCHEN-3YA.DE", "a@mu\u0308nchen.de", "a@M\u00dcNCHEN.DE", "a@Xn--Mnchen-3ya.de")]
    [InlineData("j@\u4f8b\u5b50.\u6d4b\u8bd5", "j@xn--fsqu00a.xn--0zwm56d", "j@xn--fsqu00a.\u6d4b\u8bd5")]
    [InlineData("a@stra\u00dfe.de", "a@xn--strae-oqa.de")]
    [InlineData("ΝΊΚΟΣ@ΕΛΛΆΣ.GR", "νίκος@ελλάς.gr", "νίκοσ@ελλάσ.gr", "νίκος@xn--hxarsa0b.gr")]
    public void EmailAddress_has_one_key_however_it_is_written(string address, params string[] same)
    {
        foreach (var other in same)
        {
            Assert.Equal(EmailAddress.Key(address), EmailAddress.Key(other));
            Assert.True(EmailComparer.Instance.Equals(address, other));
            Assert.Equal(EmailComparer.Instance.GetHashCode(address), EmailComparer.Instance.GetHashCode(other));
        }
    }

    [Theory]
    [InlineData("jane@example.com", "jan@example.com")]
    [InlineData("jose@x.example", "jos\u00e9@x.example")]
    [InlineData("a@munchen.de", "a@m\u00fcnchen.de")]
    [InlineData("a@strasse.de", "a@stra\u00dfe.de")]
    [InlineData("xn--mnchen-3ya@x.example", "m\u00fcnchen@x.example")]
    [InlineData("a@xn--zzzzzzzzzzzz.example", "a@xn--zzzzzzzzzzzy.example")]
    [InlineData("a.b@x.example", "ab@x.example")]
    public void EmailAddress_of_another_mailbox_has_another_key(string one, string other)
    {
        Assert.NotEqual(EmailAddress.Key(one), EmailAddress.Key(other));
        Assert.False(EmailComparer.Instance.Equals(one, other));
    }

    [Theory]
    [InlineData("a@xn--zzzzzzzzzzzz.example")]
    [InlineData("a@xn--.example")]
    [InlineData("a@xn--a.example")]
    public void EmailAddress_keeps_a_label_that_cannot_be_mapped(string address)
    {
        Assert.Equal(address, EmailAddress.Key(address));
        Assert.Equal([address], EmailAddress.Spellings(address));
    }

    [Theory]
    [InlineData("a@m\u00fcnchen.de", "a@xn--mnchen-3ya.de")]
    [InlineData("a@xn--mnchen-3ya.de", "a@m\u00fcnchen.de")]
    [InlineData("jos\u00e9@x.example", null)]
    [InlineData("jane@example.com", null)]
    public void EmailAddress_is_searched_in_both_forms_of_its_domain(string address, string? other) =>
        Assert.Equal(other is null ? [address] : [address, other], EmailAddress.Spellings(address));

    /// <summary>Events by e-mail address make keys all the time.</summary>
    [Fact]
    public void EmailAddress_that_is_plain_costs_no_memory()
    {
        const string address = "jane.doe+news@mail.example.com";
        Assert.Same(address, EmailAddress.Key(address));
        Assert.Same(address, EmailAddress.Clean(address));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) _ = EmailComparer.Instance.GetHashCode(EmailAddress.Key(address));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string? OfRequest(string address)
    {
        var failed = new List<ValidationResult>();
        Validator.TryValidateProperty(address, new(new LeadRequest("n", address)) { MemberName = nameof(LeadRequest.Email) }, failed);
        return failed.FirstOrDefault()?.ErrorMessage;
    }
}
