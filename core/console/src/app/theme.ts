// Light or dark, as chosen on this device; the device's own choice otherwise.

const key = 'rb-theme';

/** The choice: "auto", "light" or "dark". */
export function theme(): string {
  try {
    return localStorage.getItem(key) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Keeps a choice and applies it. */
export function rememberTheme(choice: string): void {
  try {
    if (choice === 'auto') localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // a browser that keeps nothing is respected
  }
  applyTheme(choice);
}

/** Applies a choice to the page. */
export function applyTheme(choice = theme()): void {
  if (choice === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
}
