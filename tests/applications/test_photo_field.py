"""The photo check on walls, lamps, lenses and people that it was not made with."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from applications.demo.portrait import look_of
from applications.photo import judge
from tests.applications.photo_field import BAD, GOOD, SIZE, field_shot, flat, picture, ramp
from tests.applications.photo_studio import jpeg
from tests.applications.test_photo import STANDARD_BLUE, standing_before


def judged(image):
    return judge(jpeg(image), "photo.jpg")


def counted(shots):
    """How many are judged right, and how many of the good ones are refused, as shares."""
    found = [(taken.good, judge(taken.data, "photo.jpg").accepted) for taken in shots]
    good = [accepted for is_good, accepted in found if is_good]
    return sum(one == two for one, two in found) / len(found), good.count(False) / len(good)


def test_judge_is_right_in_the_field():
    right, refused = counted(map(field_shot, range(2 * len(GOOD) * 3)))

    assert right >= 0.97
    assert refused <= 0.02


@pytest.mark.soak
def test_judge_is_right_in_the_field_on_a_thousand_photos():
    shots = [field_shot(seed) for seed in range(5000, 6000)]

    right, refused = counted(shots)

    assert right >= 0.97
    assert refused <= 0.02
    assert sum(not taken.good for taken in shots) / len(shots) >= 1 / 3
    assert {taken.scene.split(",")[0] for taken in shots} == {s.__name__ for s in GOOD + BAD}


def vignetted(image, loss):
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    return picture(np.asarray(image, float) * (1 - loss * (x**2 + y**2) / 2)[..., None])


def test_judge_knows_a_white_wall_through_a_lens_that_darkens_the_corners():
    photo = vignetted(standing_before(flat((240, 240, 240))), 0.15)

    assert photo.getpixel((2, 2))[0] < 210
    assert judged(photo).background == "white"


def test_judge_still_refuses_light_grey_through_such_a_lens():
    assert judged(vignetted(standing_before(flat((205, 205, 205))), 0.1)).code == "bg_colour"


@pytest.mark.parametrize("colour", [(250, 243, 226), (247, 244, 238), (236, 240, 250)])
def test_judge_takes_white_in_warm_and_in_cold_light(colour):
    assert judged(standing_before(flat(colour))).background == "white"


@pytest.mark.parametrize("left", [20, 60, 290])
def test_judge_finds_a_narrow_door_frame(left):
    wall = flat((245, 245, 245))
    ImageDraw.Draw(wall).rectangle((left, 0, left + 22, SIZE[1]), fill=(120, 80, 50))

    verdict = judged(standing_before(wall))

    assert (verdict.code, verdict.detail) == ("bg_uneven", "objects")


def test_judge_finds_a_picture_on_the_wall_by_its_level_edge():
    wall = flat(STANDARD_BLUE)
    ImageDraw.Draw(wall).rectangle((300, 60, SIZE[0], 130), fill=(170, 60, 50))

    assert judged(standing_before(wall)).detail == "objects"


@pytest.mark.parametrize("side", [-1, 1])
def test_judge_finds_a_shadow_on_a_blue_that_runs_out(side):
    wall = ramp((40, 100, 185), (150, 200, 240), np.pi / 2)
    cast = Image.new("L", SIZE)
    x = SIZE[0] / 2 + side * 105
    ImageDraw.Draw(cast).ellipse((x - 70, 100, x + 70, 300), fill=255)
    wall = Image.composite(wall.point(lambda value: value * 0.65), wall, cast)

    verdict = judged(standing_before(wall))

    assert (verdict.detail, verdict.failed) == ("shadow", ("left" if side < 0 else "right",))


@pytest.mark.parametrize("height", [0.55, 0.65, 0.75])
def test_judge_knows_shoulders_from_a_horizon(height):
    photo = standing_before(flat(STANDARD_BLUE))
    ImageDraw.Draw(photo).rectangle((0, SIZE[1] * height, *SIZE), fill=(120, 40, 50))

    assert judged(photo).accepted


@pytest.mark.parametrize("paint", [(245, 245, 220), (228, 250, 226), (250, 226, 222)])
def test_judge_knows_paint_from_lamplight(paint):
    assert judged(standing_before(flat(paint))).code == "bg_colour"


def test_judge_calls_a_creamy_wall_white():
    verdict = judged(standing_before(flat((250, 243, 229))))

    assert (verdict.background, verdict.colour) == ("white", "white")


def afro_before(wall, reach):
    photo = standing_before(wall)
    hair = (SIZE[0] / 2 - reach, 120 - reach, SIZE[0] / 2 + reach, 120 + reach)
    ImageDraw.Draw(photo).ellipse(hair, fill=(24, 20, 20))
    ImageDraw.Draw(photo).ellipse((120, 80, 240, 250), fill=(92, 58, 38))
    return photo


@pytest.mark.parametrize(
    ("wall", "name"), [((236, 236, 238), "white"), (STANDARD_BLUE, "blue"), ((0, 0, 139), "blue")]
)
@pytest.mark.parametrize("reach", [160, 180, 195])
def test_judge_sees_the_wall_beside_the_largest_afro(wall, name, reach):
    assert judged(afro_before(flat(wall), reach)).background == name


@pytest.mark.parametrize("wall", [(245, 245, 245), STANDARD_BLUE])
@pytest.mark.parametrize("cloth", [(20, 20, 22), (120, 40, 50)])
def test_judge_finds_a_shadow_close_to_the_head(wall, cloth):
    ground = flat(wall)
    cast = Image.new("L", SIZE)
    ImageDraw.Draw(cast).ellipse((156, 80, 276, 330), fill=255)
    cast = cast.filter(ImageFilter.GaussianBlur(5))
    ground = Image.composite(ground.point(lambda value: value * 0.65), ground, cast)
    photo = standing_before(ground)
    ImageDraw.Draw(photo).ellipse((20, 330, 340, 700), fill=cloth)

    assert judged(photo).detail == "shadow"


@pytest.mark.parametrize("angle", [np.pi / 2, np.pi / 4, 0])
@pytest.mark.parametrize("blue", [STANDARD_BLUE, (0, 0, 255), (43, 101, 200)])
def test_judge_refuses_white_that_turns_into_blue(blue, angle):
    verdict = judged(standing_before(ramp((255, 255, 255), blue, angle)))

    assert (verdict.code, verdict.detail) == ("bg_uneven", "mixed")


@pytest.mark.parametrize("colour", [(220, 30, 40), (110, 110, 110), (120, 50, 150)])
def test_judge_refuses_white_that_turns_into_another_colour_below(colour):
    look = replace(look_of(1), style="long", hair=(96, 66, 40))
    wall = ramp((255, 255, 255), colour, np.pi / 2)

    assert judged(standing_before(wall, look=look, zoom=1.3)).code == "bg_uneven"


@pytest.mark.parametrize("wall", [(244, 240, 230), STANDARD_BLUE])
@pytest.mark.parametrize("light", [0.4, 0.53])
def test_judge_takes_a_deep_shadow_for_no_hair(wall, light):
    ground = flat(wall)
    shade = tuple(round(part * light) for part in wall)
    ImageDraw.Draw(ground).ellipse((60, 80, 180, 330), fill=shade)

    assert judged(standing_before(ground)).detail == "shadow"


def test_judge_takes_no_face_below_a_white_cap_for_a_picture_in_a_frame():
    photo = flat((255, 255, 255))
    draw = ImageDraw.Draw(photo)
    draw.ellipse((115, 120, 245, 300), fill=(224, 171, 105))
    draw.pieslice((108, 105, 252, 270), 180, 360, fill=(255, 255, 255))
    draw.rectangle((150, 280, 210, 340), fill=(224, 171, 105))
    draw.polygon([(130, 330), (230, 330), (340, 480), (20, 480)], fill=(20, 20, 24))

    assert judged(photo).accepted
