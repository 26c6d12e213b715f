//! What a support file says of itself.

/// Its first lines, in both languages: a person reads them before sending it. The rest is words of the
/// program, which are for support and the same in every language.
pub(crate) const HEAD: &str = "\
3Kplaces support file / Datei für den Support

Read it before you send it. 3Kplaces sends nothing by itself.

It is made of counts, sizes, times and words of the program. It holds no addresses, positions or
groups, no login, no names of accounts, users or devices, and no texts that were read anywhere: of
files and settings it says what they are for, not what they are called or what is written there.

Lesen Sie die Datei, bevor Sie sie versenden. 3Kplaces versendet nichts von selbst.

Sie besteht aus Anzahlen, Größen, Zeiten und englischen Wörtern des Programms. Sie enthält keine
Adressen, Positionen oder Gruppen, keine Anmeldedaten, keine Namen von Konten, Benutzern oder
Geräten und keine Texte, die irgendwo gelesen wurden: Von Dateien und Einstellungen steht darin, wozu
sie da sind, nicht, wie sie heißen oder was darin steht.
";
