// Preferences of this browser, in cookies, so that the server's first response already has the right theme.
window.leadScoring = {
  remember(name, value) {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
  },
  recall(name) {
    const pair = document.cookie.split('; ').find((p) => p.startsWith(`${name}=`));
    return pair ? decodeURIComponent(pair.slice(name.length + 1)) : null;
  },
  timeZone() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;
    if (zone) leadScoring.remember('ls-tz', zone);
    return zone;
  },
};

// When somebody looked last, and before that: a visit ends when nobody looks for four hours (Preferences.cs).
{
  const gap = 4 * 3_600_000;
  const look = () => {
    if (document.hidden) return;
    const seen = leadScoring.recall('ls-seen');
    if (seen && Date.now() - seen >= gap) leadScoring.remember('ls-visit', seen);
    leadScoring.remember('ls-seen', Date.now());
  };
  look();
  setInterval(look, 60_000);
  document.addEventListener('visibilitychange', look);
}

// While somebody reads on, a low window hides the bottom navigation (frame.css); scrolling back shows it.
{
  let last = 0;
  addEventListener('scroll', () => {
    document.documentElement.toggleAttribute('data-reading', scrollY > last && scrollY > 0);
    last = scrollY;
  }, { passive: true });
}

document.addEventListener('click', (event) => {
  const root = document.documentElement;
  if (event.target.closest('[data-theme-next]')) {
    const next = { '': 'light', light: 'dark', dark: '' }[root.dataset.theme ?? ''] ?? '';
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    leadScoring.remember('ls-theme', next || 'system');
  }
  if (event.target.closest('[data-fold-rail]')) {
    const folded = root.dataset.rail !== 'folded';
    if (folded) root.dataset.rail = 'folded';
    else delete root.dataset.rail;
    leadScoring.remember('ls-rail', folded ? 'folded' : 'wide');
  }
  // A menu closes by a click anywhere else.
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});
