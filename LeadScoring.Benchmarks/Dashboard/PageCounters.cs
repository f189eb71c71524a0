namespace LeadScoring.Benchmarks.Dashboard;

/// <summary>What the browser counts itself.</summary>
/// <param name="At">Seconds.</param>
/// <param name="Task">Seconds that the page's main thread was busy.</param>
/// <param name="Script">Seconds of them in scripts.</param>
/// <param name="Style">Seconds of them in style.</param>
/// <param name="Layout">Seconds of them in layout.</param>
/// <param name="Processor">Processor seconds of all the browser's processes.</param>
/// <param name="Heap">Bytes of the script heap in use after a collection.</param>
/// <param name="Nodes">DOM nodes in the document.</param>
/// <param name="AllNodes">DOM nodes in memory, those that left the document too.</param>
internal sealed record PageCounters(double At, double Task, double Script, double Style, double Layout, double Processor, double Heap, int Nodes, double AllNodes);
