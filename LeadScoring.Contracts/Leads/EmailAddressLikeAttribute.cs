using System.ComponentModel.DataAnnotations;
using LeadScoring.Contracts.Json;
using LeadScoring.Core.Leads;

namespace LeadScoring.Contracts.Leads;

/// <summary>A plausible e-mail address (<see cref="EmailAddress.Error"/>); spaces around it and invisible characters do not count.</summary>
public sealed class EmailAddressLikeAttribute() : MaxLengthAttribute(EmailAddress.MaxLength), IExpectation
{
    public string Expected => $"a text of 1 to {EmailAddress.MaxLength} characters";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var address = EmailAddress.Clean(value as string ?? "");
        if (address.Length == 0) return new($"Required: {Expected}.");
        return EmailAddress.Error(address) is { } error ? new(error) : ValidationResult.Success;
    }
}
