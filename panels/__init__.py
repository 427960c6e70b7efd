"""The tab "Face" in the sidebar of the viewport."""

from . import character, face, look, output, parts, person, regions, research, stimuli, studio, take

# In the order in which the sidebar shows them; a parent comes before its children.
CLASSES = (
    face.FacesMenu,
    face.ModelsMenu,
    face.MainPanel,
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
