using System.Text;

namespace LeadScoring.LocalHosting.Logging;

/// <summary>Reads lines as a StreamReader does, except that a line which does not end takes no more memory than the bound.</summary>
internal static class BoundedLines
{
    public static async IAsyncEnumerable<string> ReadAsync(TextReader reader, int maxLength)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        var (isCut, afterReturn) = (false, false);
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                var c = buffer[i];
                if (c is not ('\n' or '\r'))
                {
                    if (line.Length < maxLength) line.Append(c);
                    else isCut = true;
                }
                else if (c != '\n' || !afterReturn)
                {
                    yield return isCut ? line.Append('…').ToString() : line.ToString();
                    line.Clear();
                    isCut = false;
                }

                afterReturn = c == '\r';
            }
        }

        if (line.Length > 0) yield return line.ToString();
    }
}
