(function () {
  try {
    var theme = localStorage.getItem('balcao.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    /* Without storage the system's own theme is shown. */
  }
})();
