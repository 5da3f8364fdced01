package tenant

// Class is what a kind of unit is to the core, whatever a tenant calls it.
type Class string

// The classes. Homes are where one person may be the whole staff: they are never a cell of their own
// in any published figure.
const (
	ClassTerritory Class = "territory" // groups units; has no staff of its own
	ClassSite      Class = "site"      // a place with a team
	ClassHome      Class = "home"      // a single provider at home
	ClassOffice    Class = "office"    // accompanies homes: relais, bureau coordonnateur
	ClassSchool    Class = "school"
	ClassGroup     Class = "group" // a room or section within a site
)

// Kind is a kind of unit. A tenant may add kinds, each mapped to a class.
type Kind struct {
	Name  string            `json:"name"` // "micro-creche"
	Class Class             `json:"class"`
	Title map[string]string `json:"title"` // by language
}

// Kinds returns the kinds that every tenant has.
func Kinds() []Kind {
	return []Kind{
		{"territory", ClassTerritory, text("Territoire", "Territory")},
		{"creche-collective", ClassSite, text("Crèche collective", "Day nursery")},
		{"multi-accueil", ClassSite, text("Multi-accueil", "Multi-care centre")},
		{"micro-creche", ClassSite, text("Micro-crèche", "Micro-nursery")},
		{"creche-familiale", ClassSite, text("Crèche familiale", "Family nursery")},
		{"halte-garderie", ClassSite, text("Halte-garderie", "Drop-in nursery")},
		{"jardin-enfants", ClassSite, text("Jardin d’enfants", "Kindergarten")},
		{"assistant-maternel", ClassHome, text("Assistant maternel", "Childminder")},
		{"mam", ClassSite, text("Maison d’assistants maternels", "Childminders’ house")},
		{"rpe", ClassOffice, text("Relais petite enfance", "Childminders’ relay")},
		{"cpe", ClassSite, text("Centre de la petite enfance", "Childcare centre (CPE)")},
		{"cpe-installation", ClassSite, text("Installation de CPE", "CPE facility")},
		{"bureau-coordonnateur", ClassOffice, text("Bureau coordonnateur", "Home childcare coordinating office")},
		{"milieu-familial", ClassHome, text("Milieu familial", "Home childcare provider")},
		{"garderie", ClassSite, text("Garderie", "Day care centre")},
		{"ecole", ClassSchool, text("École", "School")},
		{"group", ClassGroup, text("Groupe", "Group")},
	}
}

// Kind finds a kind by name, the tenant's own before the core's.
func (t Tenant) Kind(name string) (Kind, bool) {
	for _, kinds := range [][]Kind{t.Settings.Kinds, Kinds()} {
		for _, k := range kinds {
			if k.Name == name {
				return k, true
			}
		}
	}
	return Kind{}, false
}

func text(fr, en string) map[string]string { return map[string]string{"fr": fr, "en": en} }
