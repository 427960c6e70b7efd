"""Fitting a model to frames: the training recipe of the `bs_to_mesh` model card, in six steps.

1. Filter: leave out frames that are incomplete or turned away (`index`).
2. Reference: the mean of the 12 anchors by generalized Procrustes analysis (`reference`).
3. Turn: rotate the reference as a canonical face looks (`reference`).
4. Align: bring each frame to the reference by its own similarity, and drop those that fit worst
   (`alignment`, `plan`, and data/alignment).
5. Fit: full-rank least squares of coordinates on [features | pose | features x pose], of which the
   rows of features and pose are deployed (`shared`, `blocks`, `products`, `sums`, `shard_sums`,
   `regression`, `deployed`).
6. Score: R2 and mean absolute error in folds by group (`folds`, `scores`, `mae`).

`recipe` does one after the other and `running` and `cluster` spread each over the shards. Beyond
the card go `mirror`, `prior` and `apart`. docs/training.md tells the same steps to users.

Letters in shapes: n frames, F features, p = F + 3 + 3F inputs, 1434 = 3 x 478 coordinates, with
all x first, then all y, then all z. Lengths are in the units of the landmarks, scaled to the
reference; angles are in radians unless they are called degrees.
"""
