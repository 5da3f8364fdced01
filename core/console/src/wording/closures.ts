import type { Catalog } from '@ribambelle/web/texts';

/** When places are closed. */
export const closures: Catalog = {
  fr: {
    'closures.title': 'Fermetures',
    'closures.lead': "Quand vos lieux sont fermés, pour l'année qui vient. Les modules en tiennent compte : aucun atelier ni aucune rencontre n'est proposé ces jours-là.",
    'closures.where': 'Territoire ou lieu', 'closures.where-help': 'Tout ce qui en dépend est fermé aussi.',
    'closures.add': 'Ajouter une fermeture', 'closures.change': 'Modifier la fermeture', 'closures.remove': 'Retirer la fermeture',
    'closures.none': "Aucune fermeture n'est prévue", 'closures.none-text': "Ajoutez les vacances d'été, les ponts, les journées pédagogiques.",
    'closures.range': 'du {from} au {to}', 'closures.holiday': 'jour férié', 'closures.each-year': 'chaque année', 'closures.of': 'décidé pour {name}', 'closures.above': 'un territoire plus large',
    'closures.no-holidays': "Les jours fériés ne comptent pas encore comme des jours de fermeture.", 'closures.choose': 'Choisir ceux de votre pays',
    'closures.name': 'Nom', 'closures.name-help': "Par exemple « Fermeture d'été ». Tout le monde le lit : jamais le nom ni la situation d'une personne.", 'closures.from': 'Premier jour de fermeture', 'closures.to': 'Dernier jour de fermeture', 'closures.to-help': 'Laissez vide pour un seul jour.', 'closures.yearly': 'Aux mêmes dates chaque année',
    'closures.saved': 'La fermeture est enregistrée.', 'closures.removed': 'La fermeture est retirée.',
    'closures.remove-title': 'Retirer « {name} » ?', 'closures.remove-text': 'Ces jours redeviennent des jours ouverts. Ce qui est déjà planifié ne bouge pas.', 'closures.remove-yearly': 'Ces jours redeviennent des jours ouverts, cette année et les suivantes. Ce qui est déjà planifié ne bouge pas.',
    'closures.follow': 'Dans votre agenda', 'closures.follow-text': "Abonnez votre agenda à cette adresse : il suit les changements. Toute personne qui la connaît y lit ces dates, sans compte.", 'closures.address': "Adresse de l'agenda",
    'settings.closures': 'Fermetures', 'settings.closures-text': 'Quand vos lieux sont fermés : vacances, ponts, jours fériés.',
    'org.holidays': 'Jours fériés', 'org.holidays-help': 'Tous les lieux sont fermés ces jours-là.', 'org.holidays.none': "N'en compter aucun", 'org.holidays.FR': 'France', 'org.holidays.FR-57': 'Alsace et Moselle', 'org.holidays.CA-QC': 'Québec',
    'problem.closure-not-found': "Cette fermeture n'existe plus.",
  },
  'fr-CA': {
    'closures.none-text': "Ajoutez les vacances d'été, les congés des Fêtes, les journées pédagogiques.", 'closures.where': 'Région ou installation',
    'settings.closures-text': 'Quand vos installations sont fermées : vacances, congés, jours fériés.', 'closures.lead': "Quand vos installations sont fermées, pour l'année qui vient. Les modules en tiennent compte : aucun atelier ni aucune rencontre n'est proposé ces jours-là.",
    'org.holidays-help': 'Toutes les installations sont fermées ces jours-là.',
  },
  en: {
    'closures.title': 'Closing days',
    'closures.lead': 'When your settings are closed, for the year to come. Modules take it into account: no workshop and no session is proposed on these days.',
    'closures.where': 'Territory or setting', 'closures.where-help': 'All that belongs to it is closed too.',
    'closures.add': 'Add a closing', 'closures.change': 'Change the closing', 'closures.remove': 'Take the closing away',
    'closures.none': 'No closing is planned', 'closures.none-text': 'Add the summer holidays, long weekends, training days.',
    'closures.range': '{from} to {to}', 'closures.holiday': 'public holiday', 'closures.each-year': 'each year', 'closures.of': 'decided for {name}', 'closures.above': 'a wider territory',
    'closures.no-holidays': 'Public holidays do not count as closing days yet.', 'closures.choose': 'Choose those of your country',
    'closures.name': 'Name', 'closures.name-help': 'For example “Summer closing”. Everybody reads it: never somebody’s name or situation.', 'closures.from': 'First closed day', 'closures.to': 'Last closed day', 'closures.to-help': 'Leave empty for a single day.', 'closures.yearly': 'On the same days each year',
    'closures.saved': 'The closing has been saved.', 'closures.removed': 'The closing has been taken away.',
    'closures.remove-title': 'Take “{name}” away?', 'closures.remove-text': 'These days are open again. What is already planned does not move.', 'closures.remove-yearly': 'These days are open again, this year and the next ones. What is already planned does not move.',
    'closures.follow': 'In your calendar', 'closures.follow-text': 'Subscribe your calendar to this address: it follows changes. Whoever knows it reads these dates, without an account.', 'closures.address': 'Address of the calendar',
    'settings.closures': 'Closing days', 'settings.closures-text': 'When your settings are closed: holidays, long weekends, public holidays.',
    'org.holidays': 'Public holidays', 'org.holidays-help': 'All settings are closed on these days.', 'org.holidays.none': 'Count none', 'org.holidays.FR': 'France', 'org.holidays.FR-57': 'Alsace and Moselle', 'org.holidays.CA-QC': 'Québec',
    'problem.closure-not-found': 'This closing is gone.',
  },
};
