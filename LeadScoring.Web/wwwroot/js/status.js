// The menu of statuses: one for all rows, shown by the browser beside the button that was pressed, or by the key s.
{
  let page = null;
  let opener = null;
  const menu = () => document.getElementById('status-menu');
  const items = () => [...menu().querySelectorAll('[role=menuitemradio]')];
  const isOpen = () => menu()?.matches(':popover-open');

  leadScoring.statusMenu = (reference) => { page = reference; };

  const open = (button) => {
    const box = button.getBoundingClientRect();
    const element = menu();
    if (!element || !page) return;
    opener = button;
    element.showPopover();
    const { offsetWidth: width, offsetHeight: height } = element;
    element.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    element.style.top = `${box.bottom + 4 + height > innerHeight ? Math.max(8, box.top - height - 4) : box.bottom + 4}px`;
    for (const item of items()) item.setAttribute('aria-checked', String(item.dataset.status === button.dataset.status));
    (items().find((i) => i.getAttribute('aria-checked') === 'true') ?? items()[0]).focus();
  };

  // Until the server has answered, the leads' statuses are marked, so that nobody takes the old one for what was saved.
  const pending = (ids) => {
    const shown = [...document.querySelectorAll('[data-status-menu][data-lead-id]')].filter((b) => ids.includes(b.dataset.leadId));
    for (const button of shown) button.setAttribute('aria-busy', 'true');
    return () => { for (const button of shown) button.removeAttribute('aria-busy'); };
  };

  const choose = (item) => {
    const { leadId, leadIds, leadName } = opener.dataset;
    menu().hidePopover();
    if (document.documentElement.dataset.circuit === 'lost') return leadScoring.say('Not connected: nothing changed');
    const ids = leadId ? [leadId] : leadIds.split(' ');
    const settled = pending(ids);
    page.invokeMethodAsync('SetStatus', ids, item.dataset.status, leadName ?? null).catch(() => {}).finally(settled); // the circuit may have ended
  };

  // Of the selected rows, or else of the row with the focus (in the panel, once that shows the same lead), or else of the lead that the page is about.
  leadScoring.openStatusMenu = () => {
    const panel = document.querySelector('[data-peek-panel] [data-status-menu]');
    const row = document.activeElement.closest('tr')?.querySelector('[data-status-menu]');
    const button = document.querySelector('.bulk-bar [data-status-menu]') ?? (row && panel?.dataset.leadId !== row.dataset.leadId ? row : panel)
      ?? [...document.querySelectorAll('[data-status-menu]:not(tr *)')].pop();
    if (button) open(button);
    return !!button;
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-status-menu]');
    if (button) return isOpen() && opener === button ? menu().hidePopover() : open(button);
    const item = event.target.closest?.('#status-menu [role=menuitemradio]');
    if (item) choose(item);
  });

  document.addEventListener('keydown', (event) => {
    if (!isOpen() || !menu().contains(event.target)) return;
    event.stopPropagation(); // no key of the page works through the menu
    const all = items();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const letter = event.key.length === 1 ? all.filter((i) => i.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())) : [];
    if (event.key === 'Tab' || event.key === 'Escape') menu().hidePopover();
    else if (to !== undefined) all[(to + all.length) % all.length].focus();
    else if (all[event.key - 1]) choose(all[event.key - 1]);
    else if (letter.length === 1) choose(letter[0]);
    else if (letter.length > 1) (letter.find((i) => all.indexOf(i) > at) ?? letter[0]).focus();
    else return;
    event.preventDefault();
  }, { capture: true });
}
