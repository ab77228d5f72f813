import QtQuick
import QtQuick.Templates as T
import app.ui

// On or off, with its name.
T.Switch {
    id: toggle
    implicitWidth: 320
    implicitHeight: 40
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    HoverHandler { cursorShape: Qt.PointingHandCursor }
    contentItem: Text {
        text: toggle.text
        color: Theme.cream
        font.family: Theme.text
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
        verticalAlignment: Text.AlignVCenter
    }
    indicator: Rectangle {
        x: toggle.width - width
        y: (toggle.height - height) / 2
        width: 50
        height: 28
        radius: 14
        color: toggle.checked ? Theme.gold : Theme.lifted
        border.width: 1
        border.color: toggle.hovered ? Theme.strongLine : Theme.line
        Behavior on color { ColorAnimation { duration: Theme.quick } }
        Rectangle {
            x: toggle.checked ? parent.width - width - 4 : 4
            y: 4
            width: 20
            height: 20
            radius: 10
            color: toggle.checked ? Theme.coal : Theme.muted
            Behavior on x { NumberAnimation { duration: Theme.quick } }
        }
        FocusRing { shown: toggle.visualFocus; radius: height / 2 }
    }
}
