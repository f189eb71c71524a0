// Working a list by keyboard: the focused row is shown beside the list (Space), selected (x), copied (c), written to (m), explained (w).
{
  const row = () => document.activeElement?.closest?.('tr[data-lead-id]') ?? null;
  const link = (tr) => tr?.querySelector('[data-row-link]');
  const peeked = () => new URL(location).searchParams.get('lead');
  const email = () => row()?.dataset.email ?? document.querySelector('[data-peek-panel] [data-email], .page [data-email]:not(tr)')?.dataset.email;

  const peek = (id) => {
    const url = new URL(location);
    if (id) url.searchParams.set('lead', id);
    else url.searchParams.delete('lead');
    Blazor.navigateTo(url.pathname + url.search, { replaceHistoryEntry: true });
  };

  // The focus goes to the row of a lead as soon as it is shown, unless it has been moved by then.
  leadScoring.focusRow = (id) => {
    const at = document.activeElement;
    const target = link(document.querySelector(`tr[data-lead-id="${CSS.escape(id)}"]`));
    if (!target || (at !== document.body && at?.tagName !== 'H1' && at?.isConnected)) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest' });
  };

  // The one button of a board goes to the row that is pointed at.
  document.addEventListener('mouseover', (event) => {
    const button = document.querySelector('.row-peek');
    if (!button || event.target === button) return;
    const at = event.target.closest?.('.board tr[data-lead-id]');
    button.hidden = !at;
    if (!at) return;
    button.dataset.leadId = at.dataset.leadId;
    button.style.top = `${at.offsetTop}px`;
  });

  // Some of the rows are selected: no attribute of the checkbox above them says so.
  new MutationObserver(() => {
    for (const all of document.querySelectorAll('th.check input')) all.indeterminate = !all.checked && !!all.closest('table').querySelector('tr.selected');
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });

  // The panel follows the focus.
  leadScoring.rowFocused = () => { if (peeked() && row()) peek(row().dataset.leadId); };

  leadScoring.closePeek = () => {
    if (!peeked() || !document.querySelector('[data-peek-panel]')) return false;
    const back = link(document.querySelector(`tr[data-lead-id="${CSS.escape(peeked())}"]`));
    peek(null);
    back?.focus();
    return true;
  };

  const keys = {
    ' ': () => row() && (peek(peeked() === row().dataset.leadId ? null : row().dataset.leadId), true),
    s: () => leadScoring.openStatusMenu(),
    x: () => row()?.querySelector('[data-testid=select]') && (row().querySelector('[data-testid=select]').click(), true),
    c: () => email() && (leadScoring.copy(email()), true),
    m: () => email() && ((location.href = `mailto:${encodeURIComponent(email())}`), true),
    w: () => row()?.querySelector('.why .value') && (row().querySelector('.why .value').focus(), true),
  };

  /** Whether the key was one of these. Space and Enter keep their meaning on buttons and fields. */
  leadScoring.rowKey = (event) => {
    if (event.key === ' ' && !document.activeElement?.matches('[data-row-link]')) return false;
    return !!keys[event.key]?.();
  };

  document.addEventListener('click', (event) => {
    const target = event.target.closest?.('[data-peek], [data-close-peek], [data-copy-selected]');
    if (!target) return;
    if ('peek' in target.dataset) peek((target.closest('tr') ?? target).dataset.leadId);
    else if ('closePeek' in target.dataset) leadScoring.closePeek();
    else {
      const all = [...document.querySelectorAll('tr[data-lead-id]:has([data-testid=select]:checked)')].map((r) => r.dataset.email);
      leadScoring.copy(all.join(', '), all.length === 1 ? all[0] : `${all.length} e-mail addresses`);
    }
  });
}
