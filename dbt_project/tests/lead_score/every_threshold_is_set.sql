select *

from {{ ref('int_score_thresholds') }}
where
    mql + hot + warm + fit_grade_a + fit_grade_b + fit_grade_c + engagement_band_1
    + engagement_band_2 + score_min + score_max + change_days + top_reasons is null
    or not (warm <= mql and mql <= hot and hot <= score_max and score_min <= 0)
    or not (fit_grade_c <= fit_grade_b and fit_grade_b <= fit_grade_a)
    or not engagement_band_2 <= engagement_band_1
