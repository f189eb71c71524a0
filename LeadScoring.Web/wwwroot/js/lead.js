// Small things of a lead's page that need the browser: copying, closing its menu, opening the browser's own date picker.
{
  const copiedMs = 2000;
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not over plain HTTP from another machine; the old way still works there.
      const field = document.createElement('textarea');
      field.value = text;
      field.style.position = 'fixed';
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
  };
  const said = document.createElement('p');
  said.className = 'copied';
  said.setAttribute('role', 'status');
  document.body.append(said);
  let forget = 0;
  const say = (text) => {
    said.textContent = text;
    clearTimeout(forget);
    forget = setTimeout(() => { said.textContent = ''; }, copiedMs);
  };

  leadScoring.say = say;
  leadScoring.copy = async (text, what = text) => {
    const focused = document.activeElement;
    await copy(text);
    focused?.focus();
    say(`Copied ${what}`);
  };

  document.addEventListener('click', async (event) => {
    const copied = event.target.closest?.('[data-copy]')?.dataset.copy;
    const menu = event.target.closest?.('.lead-menu .menu-item')?.closest('details');
    if (menu) menu.open = false;
    const picker = event.target.closest?.('[data-picker]')?.parentElement.querySelector('input');
    if (picker) {
      try { picker.showPicker(); } catch { picker.focus(); }
    }
    if (copied) await leadScoring.copy(copied);
  });
}
