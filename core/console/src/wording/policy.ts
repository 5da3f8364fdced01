import type { Catalog } from '@ribambelle/web/texts';

/** The organisation's own policy. */
export const policy: Catalog = {
  fr: {
    'settings.policy': 'Règles de refus', 'settings.policy-text': "Interdire davantage que les rôles, et voir avant ce que cela change.",
    'policy.title': 'Règles de refus', 'policy.lead': "Une règle ne peut que refuser : elle retire à des rôles ce qu'ils pourraient faire, jamais l'inverse. Essayez-la avant de l'enregistrer.",
    'policy.how': 'Comment écrire une règle', 'policy.how-text': "En Rego, le langage d'Open Policy Agent. « input.action » est l'acte, « input.record » ce sur quoi il porte, « input.principal » la personne et ses rôles. Celle-ci refuse d'ouvrir un portrait dans un territoire :",
    'policy.text': 'Les règles', 'policy.text-help': 'Vide : rien de plus que les rôles ne décide.',
    'policy.examples': 'Exemples', 'policy.examples-help': "Ce que les règles doivent décider. Elles ne s'enregistrent que si tous les exemples sont tenus, aujourd'hui et à chaque changement.", 'policy.example': 'Exemple', 'policy.example-add': 'Ajouter un exemple',
    'policy.allow': 'Ce rôle', 'policy.may': 'peut', 'policy.may-not': 'ne peut pas', 'policy.try': 'Essayer',
    'policy.wrong': 'Ces règles ne peuvent pas servir : le compilateur dit où et pourquoi.',
    'policy.trial': "Ce que cela changerait", 'policy.failed': { one: "L'exemple {list} n'est pas tenu : rien ne s'enregistre avant.", other: "Les exemples {list} ne sont pas tenus : rien ne s'enregistre avant." },
    'policy.changes': { one: "Un acte récent serait décidé autrement, sur {of} depuis le {since}.", other: '{n} actes récents seraient décidés autrement, sur {of} depuis le {since}.' }, 'policy.changes-none': { one: "L'acte récent du journal serait décidé de même.", other: 'Les {n} actes récents, depuis le {since}, seraient tous décidés de même.' }, 'policy.no-acts': "Le journal ne contient pas encore d'acte à rejuger.",
    'policy.limits': "Rejugé : les actes que le journal a notés, avec les rôles d'aujourd'hui. Les simples lectures n'y figurent pas ; écrivez-en un exemple.",
    'policy.times': 'Fois', 'policy.last': 'La dernière', 'policy.then': 'Serait', 'policy.allowed': 'permis', 'policy.refused': 'refusé', 'policy.program': 'Un programme', 'web.rule.expectation': "Cet exemple n'est pas tenu.",
  },
  en: {
    'settings.policy': 'Rules that refuse', 'settings.policy-text': 'Forbid more than roles do, and see first what that changes.',
    'policy.title': 'Rules that refuse', 'policy.lead': 'A rule can only refuse: it takes from roles what they could do, never the other way round. Try it before you save it.',
    'policy.how': 'How to write a rule', 'policy.how-text': 'In Rego, the language of Open Policy Agent. “input.action” is the act, “input.record” what it is about, “input.principal” the person and their roles. This one refuses to open a portrait in a territory:',
    'policy.text': 'The rules', 'policy.text-help': 'Empty: nothing but roles decides.',
    'policy.examples': 'Examples', 'policy.examples-help': 'What the rules must decide. They are saved only if every example holds, today and at each change.', 'policy.example': 'Example', 'policy.example-add': 'Add an example',
    'policy.allow': 'This role', 'policy.may': 'may', 'policy.may-not': 'may not', 'policy.try': 'Try',
    'policy.wrong': 'These rules cannot serve: the compiler says where and why.',
    'policy.trial': 'What that would change', 'policy.failed': { one: 'Example {list} does not hold: nothing is saved before.', other: 'Examples {list} do not hold: nothing is saved before.' },
    'policy.changes': { one: 'One recent act would be decided otherwise, of {of} since {since}.', other: '{n} recent acts would be decided otherwise, of {of} since {since}.' }, 'policy.changes-none': { one: 'The recent act in the log would be decided alike.', other: 'The {n} recent acts, since {since}, would all be decided alike.' }, 'policy.no-acts': 'The log holds no act yet to decide again.',
    'policy.limits': 'Decided again: the acts that the log has noted, with the roles of today. Mere reading is not among them; write an example of it.',
    'policy.times': 'Times', 'policy.last': 'The last', 'policy.then': 'Would be', 'policy.allowed': 'allowed', 'policy.refused': 'refused', 'policy.program': 'A program', 'web.rule.expectation': 'This example does not hold.',
  },
};
