with

table_states as (

    {{ raw_table_states() }}

)

select * from table_states
