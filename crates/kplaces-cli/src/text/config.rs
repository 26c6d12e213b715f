use kplaces_domain::one_line;

use super::table::{Column, table};
use crate::Terminal;

pub(crate) fn settings(rows: &[[&str; 3]], terminal: Terminal) -> String {
    let columns = [
        Column::text("setting"),
        Column::text("value"),
        Column::text("source"),
    ];
    let rows: Vec<(String, Vec<String>)> = rows
        .iter()
        .map(|row| {
            (
                String::new(),
                row.iter().map(|cell| one_line(cell, 200)).collect(),
            )
        })
        .collect();
    table(&columns, &rows, 0, terminal.width)
}

pub(crate) fn paths(
    config_file: &str,
    login_file: &str,
    data_dir: &str,
    store: &str,
    state_dir: &str,
) -> String {
    format!(
        "configuration  {config_file}\nlogin          {login_file}\nplaces         {store} in {data_dir}\nrecords        {state_dir}\n"
    )
}
