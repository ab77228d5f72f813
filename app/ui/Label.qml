import QtQuick
import app.ui

// A small overline in spaced capitals: names what follows.
Text {
    color: Theme.faint
    font.family: Theme.text
    font.pixelSize: Theme.label
    font.weight: Font.Bold
    font.capitalization: Font.AllUppercase
    font.letterSpacing: 1.8
    elide: Text.ElideRight
}
