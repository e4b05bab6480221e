select * from {{ ref('int_nurture_strata') }}
where controls < 0 or controls_advanced < 0 or controls_advanced > controls
