// The demo page talks to the widget as any host page would: through window.IljariTalk.
document.addEventListener('click', (event) => {
  const asked = event.target.closest('[data-talk]')?.dataset.talk;
  if (!asked || !window.IljariTalk) return;
  if (asked === 'open') window.IljariTalk.open();
  else window.IljariTalk.send(asked);
});
