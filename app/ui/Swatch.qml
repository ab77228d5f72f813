import QtQuick
import QtQuick.Templates as T
import app.ui

// A colour to pick.
T.RadioButton {
    id: swatch
    required property color shade
    implicitWidth: 36
    implicitHeight: 36
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    HoverHandler { cursorShape: Qt.PointingHandCursor }
    background: Rectangle {
        radius: width / 2
        color: "transparent"
        border.width: swatch.checked ? 2 : swatch.hovered ? 1 : 0
        border.color: swatch.checked ? Theme.bright : Theme.strongLine
        FocusRing { shown: swatch.visualFocus; radius: height / 2 }
    }
    contentItem: Item {
        Rectangle {
            anchors.centerIn: parent
            width: 26
            height: 26
            radius: 13
            color: swatch.shade
            border.width: 1
            border.color: "#38ffffff"
        }
    }
}
