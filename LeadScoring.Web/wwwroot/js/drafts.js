// Text typed into a form survives a restart of the server: it is stored in this tab and restored when the same form is opened again.
{
  const key = (form) => `draft:${form.dataset.draft}`;
  const fields = (form) => [...form.querySelectorAll('[name]')];
  const drafted = new WeakSet();

  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-draft]');
    if (!form) return;
    drafted.add(form);
    sessionStorage.setItem(key(form), JSON.stringify({ at: location.pathname, values: Object.fromEntries(fields(form).map((f) => [f.name, f.value])) }));
  });

  const restore = (form) => {
    const saved = sessionStorage.getItem(key(form));
    if (!saved || drafted.has(form)) return;
    drafted.add(form);
    const { values } = JSON.parse(saved);
    for (const field of fields(form)) {
      if (!(field.name in values) || field.value === values[field.name]) continue;
      field.value = values[field.name];
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };

  // A form that was removed has been sent or cancelled, and its draft ends; not so when the page is unloaded or has lost its circuit.
  let unloading = false;
  addEventListener('pagehide', () => { unloading = true; });
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) node.querySelectorAll?.('form[data-draft]').forEach(restore);
      if (unloading || document.documentElement.dataset.circuit === 'lost') continue;
      for (const node of change.removedNodes) {
        if (node.matches?.('form[data-draft]')) sessionStorage.removeItem(key(node));
        node.querySelectorAll?.('form[data-draft]').forEach((form) => sessionStorage.removeItem(key(form)));
      }
    }
  }).observe(document.body, { subtree: true, childList: true });
}
