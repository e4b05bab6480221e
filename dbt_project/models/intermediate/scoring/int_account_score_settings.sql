{% set names = ['engaged_points', 'hot', 'next_person_weight', 'score_max', 'warm'] %}
with

account_score_settings as (

    select
        {% for name in names %}
            max(case when setting = '{{ name }}' then value end) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('account_score_settings') }}

)

select * from account_score_settings
