"""The tab "Face" in the sidebar of the viewport."""

from . import (
    character,
    face,
    look,
    model,
    output,
    parts,
    person,
    preferences,
    regions,
    research,
    stimuli,
    studio,
    take,
)

# In the order in which the sidebar shows them; a parent comes before its children.
CLASSES = (
    preferences.Preferences,
    face.FacesMenu,
    model.OfficialMenu,
    model.ModelsMenu,
    face.MainPanel,
    model.ModelPanel,
    character.LinksList,
    character.RigPanel,
    character.UnlinkedPanel,
    take.TakePanel,
    take.TakeRegionsPanel,
    take.TakeChannelsPanel,
    take.TakeReadingPanel,
    *regions.PANELS,
    character.JointsPanel,
    look.LookPanel,
    parts.PartsPanel,
    person.PersonPanel,
    person.ModesPanel,
    research.ResearchPanel,
    output.OutputPanel,
    studio.StudioPanel,
    stimuli.StimuliPanel,
)
