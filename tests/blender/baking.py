"""Baking faces, and reading what animates them, for the tests of shape keys."""

import bpy

EXACT = 1e-6
"""Meters."""
CHANNELS = "blendshape_face.channels"


def channel(obj, name):
    return obj.data.blendshape_face.channels[name]


def block(obj, name):
    return obj.data.shape_keys.key_blocks[name]


def to_shape_keys():
    assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}


def to_live():
    assert bpy.ops.blendshape_face.to_live() == {"FINISHED"}


def path_of(obj, name):
    return f"{CHANNELS}[{obj.data.blendshape_face.channels.find(name)}].value"


def plain(item, *left_out):
    """Every plain property of a thing of Blender's, and of the things inside it."""
    skipped = {"data_path", "active", "select", *left_out}
    found = {}
    for prop in item.bl_rna.properties:
        value = getattr(item, prop.identifier)
        if prop.identifier in skipped or prop.type == "POINTER":
            continue
        if prop.type == "COLLECTION":
            found[prop.identifier] = [plain(part) for part in value]
        else:
            found[prop.identifier] = tuple(value) if getattr(prop, "is_array", False) else value
    return found


def curve_settings(curve):
    group = curve.group and (plain(curve.group, "channels"), plain(curve.group.colors))
    return plain(curve), group


def strip_settings(strip):
    curves = {curve.data_path: plain(curve) for curve in strip.fcurves}
    handles = ("action_slot_handle", "last_slot_identifier", "action_suitable_slots", "fcurves")
    return plain(strip, *handles), curves, strip.action.name


def add_action(owner, name, paths):
    """An action of an owner that is not assigned to it, with a rising curve on each path."""
    former = owner.animation_data_create().action
    owner.animation_data.action = None
    for number, path in enumerate(paths):
        for frame, value in ((1, 0.1 * number), (11, 0.9)):
            owner.path_resolve(path.rpartition(".")[0]).value = value
            assert owner.keyframe_insert(path, frame=frame)
    action = owner.animation_data.action
    slot = getattr(owner.animation_data, "action_slot", None)
    action.name = name
    owner.animation_data.action = former
    return action, slot


def add_strip(track, name, start, action, slot):
    strip = track.strips.new(name, start, action)
    if slot:
        strip.action_slot = slot
    return strip


# Animation

ENVELOPE, GENERATOR = ((3, -0.2, 0.9), (30, 0.1, 0.4)), (0.1, 0.5, -0.02)


def add_modifiers(curve):
    cycles = curve.modifiers.new("CYCLES")
    cycles.mode_before, cycles.mode_after, cycles.cycles_after = "MIRROR", "REPEAT_OFFSET", 2
    noise = curve.modifiers.new("NOISE")
    noise.strength, noise.phase, noise.depth, noise.blend_type = 0.3, 4.5, 2, "ADD"
    noise.use_restricted_range, noise.frame_start, noise.frame_end = True, 20, 48
    noise.blend_in, noise.blend_out, noise.use_influence, noise.influence = 3, 4, True, 0.6
    limits = curve.modifiers.new("LIMITS")
    limits.use_min_y, limits.min_y, limits.use_max_y, limits.max_y = True, -0.4, True, 2.5
    stepped = curve.modifiers.new("STEPPED")
    stepped.frame_step, stepped.frame_offset, stepped.mute = 3, 1, True
    envelope = curve.modifiers.new("ENVELOPE")
    envelope.default_min, envelope.default_max = -0.7, 0.8
    for frame, _low, _high in ENVELOPE:
        envelope.control_points.add(frame)
    for name, values in zip(("frame", "min", "max"), zip(*ENVELOPE, strict=True), strict=True):
        envelope.control_points.foreach_set(name, values)
    envelope.show_expanded = False
    generator = curve.modifiers.new("GENERATOR")
    generator.use_additive, generator.poly_order = True, 2
    generator.coefficients = GENERATOR
    wave = curve.modifiers.new("FNGENERATOR")
    wave.function_type, wave.amplitude, wave.use_additive = "SIN", 0.2, True


def shape_curves(obj, curves_of):
    """Keys on several channels, with everything that a curve can have."""
    for name in ("jawOpen", "mouthPucker", "browInnerUp", "cheekPuff", "jawLeft", "Roll"):
        for frame, value in ((2.5, 0.1), (12, 0.9), (25, 0.3), (40, 1.4)):
            channel(obj, name).value = value
            channel(obj, name).keyframe_insert("value", frame=frame, group=f"Group {name}")
    curves = curves_of(obj.data)
    jaw, pucker, brow, puff, left, roll = (
        curves[path_of(obj, name)]
        for name in ("jawOpen", "mouthPucker", "browInnerUp", "cheekPuff", "jawLeft", "Roll")
    )
    for point, kind in zip(jaw.keyframe_points, ("ELASTIC", "BACK", "CONSTANT"), strict=False):
        point.interpolation, point.easing = kind, "EASE_IN_OUT"
        point.amplitude, point.period, point.back, point.type = 0.4, 5.0, 2.2, "EXTREME"
    jaw.extrapolation, jaw.color_mode, jaw.color = "LINEAR", "CUSTOM", (0.1, 0.6, 0.3)
    for point in pucker.keyframe_points:
        point.handle_left_type = point.handle_right_type = "FREE"
        point.handle_left = (point.co.x - 3, point.co.y + 0.4)
        point.handle_right = (point.co.x + 2, point.co.y - 0.3)
        point.select_left_handle = True
    pucker.auto_smoothing = "NONE"
    brow.mute, brow.lock, brow.hide = True, True, True
    add_modifiers(puff)
    left.convert_to_samples(1, 45)
    left.extrapolation = "LINEAR"
    roll.group.color_set, roll.group.lock, roll.group.mute = "CUSTOM", True, True
    roll.group.colors.normal = (0.2, 0.4, 0.6)
    return curves


def layered(face, scene):
    """An action over NLA tracks that use every setting of strips."""
    mesh = face.data
    one = add_action(mesh, "One", [path_of(face, "jawOpen"), path_of(face, "mouthPucker")])
    two = add_action(mesh, "Two", [path_of(face, "jawOpen"), path_of(face, "Yaw")])
    animation = mesh.animation_data
    low, high, off = (animation.nla_tracks.new() for _ in range(3))
    low.name, high.name, off.name = "Low", "High", "Off"
    first, second = add_strip(low, "First", 2, *one), add_strip(low, "Second", 40, *two)
    first.repeat, first.scale, first.use_reverse = 1.4, 0.8, True
    first.action_frame_start, first.action_frame_end = 2.5, 9.5
    second.extrapolation, second.use_animated_time = "HOLD_FORWARD", True
    time = second.fcurves.find("strip_time").keyframe_points
    time.insert(40, 11)
    time.insert(50, 1)
    over = add_strip(high, "Over", 8, *two)
    over.frame_start_raw, over.frame_end_raw = 7.5, 31.25
    over.blend_type, over.use_auto_blend = "ADD", False
    over.blend_in, over.blend_out = 3.5, 5.0
    over.use_animated_influence = True
    influence = over.fcurves.find("influence")
    influence.keyframe_points.insert(8, 0.1).interpolation = "SINE"
    influence.keyframe_points.insert(25, 0.8)
    near = add_strip(high, "Near", 33, *one)  # shorter than its action: 34 is taken when it is new
    near.action_frame_end, near.use_auto_blend = 4, True
    add_strip(high, "Nearest", 37, *one).mute = True
    add_strip(off, "Off", 5, *two).influence = 0.5
    off.mute = off.lock = True
    for frame, value in ((5, 0.2), (45, 0.6)):
        channel(face, "jawOpen").value = value
        channel(face, "jawOpen").keyframe_insert("value", frame=frame)
    animation.action_blend_type, animation.action_extrapolation = "ADD", "HOLD"
    animation.action_influence = 0.7
    scene.frame_set(1)
