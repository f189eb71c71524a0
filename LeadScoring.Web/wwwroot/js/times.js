// Keeps "12 s ago" up to date without the server, in the words of RelativeTime (BrowserTime.cs); exact times on hover or focus.
{
  const ago = (ms) => {
    const s = Math.floor(ms / 1000);
    if (s < -60) return 'in the future';
    if (s < 5) return 'just now';
    if (s < 60) return `${s} s ago`;
    if (s < 3600) return `${Math.floor(s / 60)} min ago`;
    if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
    return `${Math.floor(s / 86400)} d ago`;
  };
  const tick = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll('time[data-ago]')) {
      // Blazor keeps a reference to the text node, so only its data changes.
      const node = time.firstChild;
      const text = ago(now - Date.parse(time.dateTime));
      if (node && node.data !== text) node.data = text;
    }
  };
  setInterval(() => { if (!document.hidden) tick(); }, 1000);
  document.addEventListener('visibilitychange', tick);

  const exact = (event) => {
    const time = event.target.closest?.('time[data-ago], time[data-exact]');
    if (!time) return;
    const at = new Date(time.dateTime);
    time.title = `${at.toISOString().replace('T', ' ').replace('Z', ' UTC')}\n${at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })}`;
  };
  document.addEventListener('pointerover', exact, { passive: true });
  document.addEventListener('focusin', exact);
}
