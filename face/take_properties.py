"""How a face's take was read and made into curves; it stays on the face, to be changed later."""

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    StringProperty,
)

from ..blender.language import CONTEXT
from ..blender.relative_paths import RELATIVE_PATH
from ..data.channels import HARD_RANGE, REGIONS
from ..data.head_tables import CONVENTIONS, FLIPS
from ..data.reading_choices import AUTO, DEFAULT_FPS, DEFAULT_FULL_VALUE, FRAMES, LARGEST, UNITS

if TYPE_CHECKING:
    from ..data.motion.settings import Settings
    from ..data.takes import ReadOptions


_OF_ONE_RECORDING = {"SKIP_PRESET"}
"""Options of what says nothing of another recording."""

# Items of enums: identifier, title, tip. Identifiers are in users' files.

CONVENTION_ITEMS = [
    ("auto", "Automatic", "As the format writes it"),
    *(
        (name, convention.title, f"Signs and order of the angles: {convention.title}")
        for name, convention in CONVENTIONS.items()
    ),
]
UNIT_ITEMS = [
    ("auto", "Automatic", "By the size of the numbers"),
    ("radians", "Radians", "A half turn is 3.14"),
    ("degrees", "Degrees", "A half turn is 180"),
]
CLOCK_UNIT_ITEMS = [
    (AUTO, "Automatic", "By its name, else by the steps between samples"),
    *((unit, unit, f"The clock counts {unit}") for unit in UNITS),
    (FRAMES, "frames", "The clock counts frames of the video, at the frame rate above"),
]
FLIP_ITEMS = [(name, name, f"Turn {name} the other way round") for name in FLIPS]
REGION_ITEMS = [(name, title, f"Key the channels of {title}") for name, title in REGIONS.items()]
MODE_ITEMS = [
    ("NEW", "New Action", "Key a new action; the former one stays in the file"),
    ("REPLACE", "Replace", "Write over the keys of the same channels in the present action"),
    ("STRIP", "New NLA Strip", "Key a new action and put it on an NLA track of its own"),
]


class ReadingProperties:
    """What a user may tell the readers; shared by the import operator and the face."""

    fps: FloatProperty(
        name="Frame Rate",
        description="Frame rate of the recorded video, for files without a clock such as py-feat's",
        default=DEFAULT_FPS,
        min=1,
        soft_max=240,
        max=1000,
    )
    face: StringProperty(
        name="Face",
        translation_context=CONTEXT,
        description='Label of one of several faces, "largest" for the person most seen, or "all" '
        "for one object each",
        default=LARGEST,
        options=_OF_ONE_RECORDING,
    )
    clock: StringProperty(
        name="Clock",
        description='Column or key of the file that holds the time; "auto" for the one that is '
        'found, "rows" to count rows at the frame rate above',
        default=AUTO,
    )
    clock_unit: EnumProperty(
        name="Clock Unit", description="Unit of the clock", items=CLOCK_UNIT_ITEMS
    )
    timecode_base: IntProperty(
        name="Timecode Base",
        description="Frames a second of a timecode; 0 for what its roll-over tells",
        default=0,
        min=0,
        max=1000,
    )
    full_value: FloatProperty(
        name="Full Value",
        description="Number in the file that is full strength: 100 for percent, 255 for numbers "
        "from 0 to 255",
        default=DEFAULT_FULL_VALUE,
        min=0.001,
        soft_max=255,
    )
    meshes: BoolProperty(
        name="Measured Meshes",
        description="Read the measured meshes of a file that holds channels as well; files with "
        "nothing but meshes are read by them anyway",
    )
    mesh_neutral: StringProperty(
        name="Neutral Mesh",
        description='Of measured meshes the number of the sample at rest, "auto" for the mean of '
        'the calmest ones, or "model" for the model\'s own face',
        default=AUTO,
        options=_OF_ONE_RECORDING,
    )
    mesh_smoothness: FloatProperty(
        name="Smooth Meshes",
        description="Of measured meshes: how many millimeters it costs to change a channel by 1 "
        "from one sample to the next; 0 for each sample by itself",
        min=0,
        soft_max=20,
        max=1000,
    )
    through: StringProperty(
        name="Through Model",
        description="A model of the recording's action units or emotions (.npz): blendshapes are "
        "found that make its meshes. Without one, a table plays action units as blendshapes",
        subtype="FILE_PATH",
        options=RELATIVE_PATH | _OF_ONE_RECORDING,
    )
    convention: EnumProperty(
        name="Head Pose",
        description="What the head angles in the file mean",
        items=CONVENTION_ITEMS,
    )
    unit: EnumProperty(name="Angles", description="Unit of the head angles", items=UNIT_ITEMS)
    flip: EnumProperty(
        name="Flip",
        description="Head angles to turn round",
        items=FLIP_ITEMS,
        options={"ENUM_FLAG"},
    )

    def read_options(self) -> "ReadOptions":
        """The same as the readers take it."""
        from ..data.takes import ClockOptions, ReadOptions
        from ..data.takes.head_conventions import HeadOptions
        from ..data.takes.options import MeshOptions

        head = HeadOptions(self.convention, self.unit, frozenset(self.flip))
        # An emptied field is no name of a column.
        source = self.clock.strip() or AUTO
        clock = ClockOptions(source, self.clock_unit, self.timecode_base)
        neutral = self.mesh_neutral.strip() or AUTO
        through = Path(bpy.path.abspath(self.through)) if self.through else None
        return ReadOptions(
            self.fps,
            self.face,
            head,
            clock,
            self.full_value,
            MeshOptions(self.meshes, neutral, self.mesh_smoothness),
            through,
        )


class TakeProperties(ReadingProperties, bpy.types.PropertyGroup):
    """The settings of a face's take: those of reading and those of data.motion.Settings."""

    filepath: StringProperty(
        name="Recording",
        description="The file that the take is read from when it is baked again",
        subtype="FILE_PATH",
        options=RELATIVE_PATH | _OF_ONE_RECORDING,
    )
    frame_start: IntProperty(
        name="First Frame",
        description="Where the take begins",
        default=1,
        options=_OF_ONE_RECORDING,
    )
    digest: StringProperty(options={"HIDDEN"})  # of the keys as they were baked
    marked: StringProperty(options={"HIDDEN"})  # the name by which its markers begin
    scale: StringProperty(options={"HIDDEN"})  # the bundled model that the recording is made for
    longest_gap: FloatProperty(
        name="Bridge Gaps",
        description="Longest stretch without a face that is bridged",
        default=1.0,
        subtype="TIME_ABSOLUTE",
        min=0,
        soft_max=5,
        precision=2,
    )
    long_gaps: EnumProperty(
        name="Longer Gaps",
        description="What the face does while it was not seen for longer than that",
        items=[
            ("hold", "Hold", "Hold the face until it is seen again"),
            ("ease", "Ease to Neutral", "Ease the face to neutral and back"),
        ],
    )
    neutral: EnumProperty(
        name="Neutral",
        description="What to subtract, so that the face at rest is neutral",
        items=[
            ("off", "As Recorded", "Subtract nothing"),
            ("frame", "One Sample", "Subtract the values of one sample of the take"),
            ("percentile", "Lowest Values", "Subtract a low percentile of each channel"),
        ],
    )
    neutral_frame: IntProperty(
        name="Sample",
        description="Number of the sample in the take, from 0",
        min=0,
        options=_OF_ONE_RECORDING,
    )
    neutral_percent: FloatProperty(
        name="Percent",
        description="Share of each channel's samples that lie below what is subtracted",
        default=5,
        min=0,
        max=50,
        precision=1,
    )
    neutral_eyes: BoolProperty(
        name="Eyes Too", description="Subtract from the eyes as well; blinks may get shallower"
    )
    gains: FloatVectorProperty(
        name="Gain",
        description="Factor of a region's channels",
        size=len(REGIONS),
        default=[1.0] * len(REGIONS),
        soft_min=0,
        soft_max=2,
        min=HARD_RANGE[0],
        max=HARD_RANGE[1],
    )
    limit: BoolProperty(name="Limit to 0..1", description="Clip blendshapes to 0..1")
    smoothing: FloatProperty(
        name="Smoothing",
        description="Width of the filter, 0 for none; blinks stay as they are",
        subtype="TIME_ABSOLUTE",
        min=0,
        soft_max=0.2,
        max=2,
        precision=3,
        step=1,
    )
    mirror: BoolProperty(name="Mirror", description="Exchange left and right")
    speed: FloatProperty(
        name="Speed",
        description="2 plays the take twice as fast",
        default=1,
        min=0.01,
        soft_max=4,
        max=100,
    )
    trim: BoolProperty(
        name="Trim", description="Key only the time from In to Out", options=_OF_ONE_RECORDING
    )
    start: FloatProperty(
        name="In",
        description="Time of the take at which the keys begin",
        subtype="TIME_ABSOLUTE",
        min=0,
        precision=3,
        options=_OF_ONE_RECORDING,
    )
    end: FloatProperty(
        name="Out",
        description="Time of the take at which the keys end",
        subtype="TIME_ABSOLUTE",
        min=0,
        default=10,
        precision=3,
        options=_OF_ONE_RECORDING,
    )
    regions: EnumProperty(
        name="Regions",
        description="The regions that are keyed; others stay as they are",
        items=REGION_ITEMS,
        options={"ENUM_FLAG"},
        default=set(REGIONS),
    )
    reduce: BoolProperty(name="Reduce Keys", description="Drop keys that hardly move the mesh")
    bound: FloatProperty(
        name="Within",
        description="How far any vertex may be off the full animation at any frame",
        default=0.1,
        # A length that Blender shows in millimeters.
        unit="CAMERA",
        min=0.001,
        soft_max=2,
        precision=3,
    )

    def settings(
        self,
        channel_gains: dict[str, float],
        channel_limits: dict[str, tuple[float, float]],
    ) -> "Settings":
        """The chain's settings; those of single channels go before their regions'."""
        from ..data.motion.settings import Settings

        is_whole = len(self.regions) == len(REGIONS)
        return Settings(
            longest_gap=self.longest_gap,
            long_gaps=self.long_gaps,
            neutral=self.neutral,
            neutral_frame=self.neutral_frame,
            neutral_percent=self.neutral_percent,
            neutral_eyes=self.neutral_eyes,
            gains=self._region_gains() | channel_gains,
            limits=self._region_limits() | channel_limits,
            smoothing=self.smoothing,
            mirror=self.mirror,
            speed=self.speed,
            start=self.start if self.trim else None,
            end=self.end if self.trim else None,
            # Without any region named the chain keys all, also channels of no region.
            regions=frozenset() if is_whole else frozenset(self.regions),
            bound=self.bound if self.reduce else 0.0,
        )

    def _region_gains(self) -> dict[str, float]:
        """The gains of regions that change anything."""
        gains = {}
        for name, gain in zip(REGIONS, self.gains, strict=True):
            if gain != 1:
                gains[name] = gain
        return gains

    def _region_limits(self) -> dict[str, tuple[float, float]]:
        """Limits of all regions but head pose, whose angles may be negative."""
        if not self.limit:
            return {}
        return {name: (0.0, 1.0) for name in REGIONS if name != "pose"}
