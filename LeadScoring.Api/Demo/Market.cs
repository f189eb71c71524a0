namespace LeadScoring.Api.Demo;

/// <summary>A country that leads come from.</summary>
/// <param name="Locale">Bogus' locale for names.</param>
/// <param name="Weight">How many of the companies sit there, relative to the others.</param>
/// <param name="LegalForms">What a company's name may end with.</param>
internal sealed record Market(string Country, string Locale, int UtcOffsetHours, string Currency, int Weight, params string[] LegalForms)
{
    public static readonly Market[] All =
    [
        new("United States", "en_US", -5, "USD", 26, "Inc.", "LLC", "Group"),
        new("United States", "en_US", -8, "USD", 10, "Inc.", "Labs"),
        new("Canada", "en_CA", -5, "CAD", 6, "Inc.", "Ltd."),
        new("United Kingdom", "en_GB", 0, "GBP", 14, "Ltd", "plc", "Group"),
        new("Ireland", "en_IE", 0, "EUR", 4, "Ltd"),
        new("Germany", "de", 1, "EUR", 14, "GmbH", "AG"),
        new("Austria", "de_AT", 1, "EUR", 3, "GmbH"),
        new("France", "fr", 1, "EUR", 7, "SAS", "SA"),
        new("Spain", "es", 1, "EUR", 5, "S.L.", "S.A."),
        new("Italy", "it", 1, "EUR", 4, "S.r.l.", "S.p.A."),
        new("Netherlands", "nl", 1, "EUR", 5, "B.V."),
        new("Sweden", "sv", 1, "SEK", 4, "AB"),
        new("Norway", "nb_NO", 1, "NOK", 3, "AS"),
        new("Poland", "pl", 1, "PLN", 4, "Sp. z o.o."),
        new("Czechia", "cz", 1, "CZK", 2, "s.r.o."),
        new("Türkiye", "tr", 3, "TRY", 3, "A.Ş."),
        new("Brazil", "pt_BR", -3, "BRL", 4, "Ltda."),
        new("India", "en_IND", 5, "INR", 5, "Pvt. Ltd."),
        new("Australia", "en_AU", 10, "AUD", 4, "Pty Ltd"),
    ];
}
