import QtQuick
import app.ui

// The lamp-gold outline around what the keyboard is on.
Rectangle {
    property bool shown: false
    property int gap: 3
    anchors.fill: parent
    anchors.margins: -gap
    color: "transparent"
    radius: Theme.radius + gap
    border.width: 2
    border.color: Theme.bright
    opacity: shown ? 1 : 0
    Behavior on opacity { NumberAnimation { duration: Theme.quick } }
}
