// Quiet recovery: a line of text instead of a modal; when the server no longer knows the circuit, the page loads again.
Blazor.start({
  circuit: {
    reconnectionOptions: { maxRetries: 1000, retryIntervalMilliseconds: (n) => Math.min(250 * 2 ** n, 3000) },
  },
});
const modal = document.getElementById('components-reconnect-modal');
new MutationObserver(() => {
  if (modal.classList.contains('components-reconnect-rejected') || modal.classList.contains('components-reconnect-failed')) location.reload();
}).observe(modal, { attributes: true, attributeFilter: ['class'] });
