import QtQuick
import app.ui

// How far something has come, between 0 and 1.
Rectangle {
    id: bar
    required property real value
    property color tint: Theme.gold
    implicitHeight: 4
    radius: height / 2
    color: "#2effffff"
    Rectangle {
        width: bar.width * Math.max(0, Math.min(1, bar.value))
        height: bar.height
        radius: bar.radius
        color: bar.tint
    }
}
