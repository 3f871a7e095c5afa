"""Which of the mesh's 478 points are what. The numbering is MediaPipe's; left and right are the person's."""

from __future__ import annotations

from typing import Final

MESH_POINTS: Final = 468
ALL_POINTS: Final = 478

#: Refined points of the attention mesh's outputs, in the outputs' order (mediapipe, face_landmarks_*_refinement).
LIPS: Final = [
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95, 88, 178, 87, 14,
    317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306,
    184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12,
    268, 271, 272, 407,
]  # fmt: skip
LEFT_OUTPUT_EYE: Final = [
    33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26, 112, 243,
    247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189, 35, 124,
    46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193,
]  # fmt: skip
RIGHT_OUTPUT_EYE: Final = [
    263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253, 252, 256,
    341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442,
    441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336,
    285, 417,
]  # fmt: skip
#: Output name → the points it refines.
REFINED: Final = {
    "output_lips": LIPS,
    "output_left_eye": LEFT_OUTPUT_EYE,
    "output_right_eye": RIGHT_OUTPUT_EYE,
    "output_left_iris": list(range(468, 473)),
    "output_right_iris": list(range(473, 478)),
}

#: Outer corners of the eyes: direction and frame of a face.
EYE_CORNERS: Final = (33, 263)
#: Corner, two upper lids, corner, two lower lids, as in Soukupová & Čech's eye aspect ratio.
RIGHT_EYE: Final = (33, 160, 158, 133, 153, 144)
LEFT_EYE: Final = (362, 385, 387, 263, 373, 380)
#: Inner lips above and below, corners of the mouth.
MOUTH: Final = (13, 14, 78, 308)
#: Between the brows and below the nose; below the nose and chin; ear and chin of each side.
NOSE: Final = (9, 2)
CHIN: Final = (2, 152)
JAW: Final = ((132, 150), (361, 379))
#: Nose tip, chin, outer eye corners, mouth corners, and where they are on an average head (millimetres, y down, z away).
POSE: Final = (1, 152, 33, 263, 61, 291)
POSE_MM: Final = (
    (0.0, 0.0, 0.0),
    (0.0, 63.6, 12.5),
    (-43.3, -32.7, 26.0),
    (43.3, -32.7, 26.0),
    (-28.9, 28.9, 24.1),
    (28.9, 28.9, 24.1),
)
#: The five places that SFace is aligned by, each the middle of these points: eye on the picture's left, eye on its right, tip of the
#: nose, corners of the mouth.
ALIGNMENT: Final = ((33, 133), (362, 263), (1,), (61,), (291,))
#: Kept with a frame, to judge later whether a head moved (liveness.signs knows places 2, 5, 6, 13, 14, 19): spread over the face
#: and in depth, away from lids, lips, chin
#: and the outline, which the mesh guesses when it turns out of sight.
RIGID: Final = (
    10, 151, 9, 6, 197, 1, 2, 98, 327, 50, 280, 205, 425, 33, 263, 54, 284, 133, 362, 168, 5, 4, 94, 36, 266, 101, 330, 70, 300,
)  # fmt: skip
