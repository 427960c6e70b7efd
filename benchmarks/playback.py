"""frame_set over 1,000 frames with 1 and with 20 faces.

Baseline: the same F-curves on the same meshes with the extension's handlers taken out, so that
Blender evaluates the curves and nothing moves. Both without the parts around the landmarks; what
those cost is printed for one face.
"""

import numpy as np

from benchmarks.harness import compare, finish, start

FRAMES, ROUNDS = 1000, 5


def main() -> None:
    bpy = start()
    scene = bpy.context.scene
    from blendshape_face.blender import actions
    from blendshape_face.face import handlers, parts, paths

    rng = np.random.default_rng(0)
    ratios = {}
    for count in (1, 20):
        while len(scene.objects) < count:
            bpy.ops.blendshape_face.add()
            mesh = bpy.context.object.data
            values = rng.uniform(0, 1, (len(mesh.blendshape_face.channels), FRAMES))
            curves = [actions.Curve(paths.channel_path(i), v) for i, v in enumerate(values)]
            actions.write_action(mesh, "benchmark", {"All": curves}, 1)

        def play() -> None:
            for frame in range(1, FRAMES + 1):
                scene.frame_set(frame)

        def play_without_faces() -> None:
            handlers.unregister()
            play()
            handlers.register()

        with parts.undressed(scene.objects):
            ours, baseline, ratio = compare(play, play_without_faces, 1, ROUNDS)
        ratios[count] = ratio
        for title, seconds in (("live faces", ours), ("F-curves alone", baseline)):
            print(f"{count:2} x {title:15} {seconds / FRAMES * 1e3:7.3f} ms a frame")
        if count == 1:
            whole = compare(play, play_without_faces, 1, 1)[0]
            print(f" 1 x whole face      {whole / FRAMES * 1e3:7.3f} ms a frame")
    print("ratio " + ", ".join(f"{ratio:.2f} with {count}" for count, ratio in ratios.items()))
    finish()


if __name__ == "__main__":
    main()
