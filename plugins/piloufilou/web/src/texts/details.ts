// The server’s English words about a place of the input that people can bring about, with their French ones.

export const translated: readonly (readonly [RegExp, string])[] = [
  [/lies in the future/, 'La date est à venir.'],
  [/must not come before its beginning/, 'La fin ne peut pas venir avant le début.'],
  [/leaves too few days/, 'Ces périodes laissent trop peu de jours : le dernier atelier viendrait plus de trois ans après le premier.'],
  [/is the same person/, 'La même personne ne peut pas jouer les deux marionnettes.'],
  [/a cycle is played at a site/, 'Un cycle se joue dans un lieu d’accueil, pas dans un territoire.'],
  [/is not valid email|must be.*email|e-mail/, 'L’adresse de courriel n’est pas valable.'],
  [/must be unique|is taken|exists already/, 'Cette adresse est déjà inscrite.'],
  [/the whole training takes (\d+) minutes/, 'C’est plus que la durée de la formation.'],
  [/more children were engaged/, 'Plus d’enfants sont comptés que présents.'],
  [/the cycle has (\d+) workshops/, 'Le cycle n’a pas cet atelier.'],
];
