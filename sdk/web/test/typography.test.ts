import assert from 'node:assert/strict';
import { test } from 'node:test';

import { typeset } from '../src/typography.ts';

test('France puts a narrow no-break space before high punctuation and within guillemets', () => {
  assert.equal(typeset('fr-FR', "Qui verra mes réponses ? « L'équipe » : oui !"), 'Qui verra mes réponses\u202f? «\u202fL’équipe\u202f»\u202f: oui\u202f!');
});

test('Québec puts nothing before ; ! ? and a no-break space before the colon', () => {
  assert.equal(typeset('fr-CA', 'Prêt ? « Oui » : allez !'), 'Prêt? «\u00a0Oui\u00a0»\u00a0: allez!');
});

test('times, amounts and thousands do not break', () => {
  assert.equal(typeset('fr-FR', 'à 13 h 04, 12 % de 10 000'), 'à 13\u00a0h\u00a004, 12\u00a0% de 10\u202f000');
});

test('addresses and English are left alone', () => {
  assert.equal(typeset('fr-FR', 'https://exemple.fr/a?b'), 'https://exemple.fr/a?b');
  assert.equal(typeset('en', "It's 5 % : fine !"), "It's 5 % : fine !");
});

test('a sentence that ends with an hour in English has one full stop', () => {
  assert.equal(typeset('en-CA', 'Saved at 6:30 p.m.. Next at 8:00 a.m., then.'), 'Saved at 6:30 p.m. Next at 8:00 a.m., then.');
});

test('a text that is set already stays as it is', () => {
  for (const locale of ['fr-FR', 'fr-CA']) {
    const once = typeset(locale, "Type : « Castel » n'existe pas ; vraiment ?");
    assert.equal(typeset(locale, once), once);
  }
});
