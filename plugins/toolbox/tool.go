package toolbox

import "github.com/ribambelle/ribambelle/sdk"

// Tool is something that a team can try.
type Tool struct {
	Title    string     `json:"title" minLength:"1" maxLength:"160" rb:"searchable,index" fr:"Titre" en:"Title"`
	Domain   sdk.Domain `json:"domain" rb:"index" fr:"Ce qu’il aide à travailler" en:"What it helps with"`
	Ages     string     `json:"ages" enum:"0-17,18-35,36-59,mixed" rb:"index" fr:"Âges" en:"Ages" frenum:"0-17=0 à 17 mois,18-35=18 à 35 mois,36-59=3 à 5 ans,mixed=Tous les âges" enenum:"0-17=0 to 17 months,18-35=18 to 35 months,36-59=3 to 5 years,mixed=All ages"`
	Minutes  int        `json:"minutes,omitempty" minimum:"1" maximum:"600" fr:"Durée, en minutes" en:"Length, in minutes"`
	Summary  string     `json:"summary" minLength:"1" maxLength:"3000" rb:"searchable" widget:"textarea" fr:"Comment faire" en:"How to do it"`
	Link     string     `json:"link,omitempty" format:"uri" maxLength:"500" fr:"Adresse d’un document" en:"Address of a document"`
	Picture  string     `json:"picture,omitempty" maxLength:"80" rb:"file=image" fr:"Image" en:"Picture" frhelp:"Une photo du matériel ou d’une fiche ; jamais d’un enfant." enhelp:"A photo of the material or of a sheet; never of a child."`
	Licence  string     `json:"licence,omitempty" maxLength:"80" fr:"Licence" en:"Licence"`
	Language string     `json:"language" enum:"fr,en" rb:"index" default:"fr" fr:"Langue" en:"Language" frenum:"fr=Français,en=Anglais" enenum:"fr=French,en=English"`
}
