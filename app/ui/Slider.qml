import QtQuick
import QtQuick.Templates as T
import app.ui

// A named measure between two ends. Arrows move it by a fiftieth.
T.Slider {
    id: slider
    property string label: ""
    implicitWidth: 260
    implicitHeight: label === "" ? 28 : 50
    stepSize: (to - from) / 50
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    topPadding: label === "" ? 0 : 24
    Accessible.name: label
    HoverHandler { cursorShape: Qt.PointingHandCursor }
    background: Item {
        Text {
            text: slider.label
            color: slider.visualFocus || slider.hovered ? Theme.cream : Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
            elide: Text.ElideRight
            width: parent.width
        }
        Rectangle {
            x: 8
            y: slider.topPadding + slider.availableHeight / 2 - height / 2
            width: slider.width - 16
            height: 4
            radius: 2
            color: Theme.lifted
            Rectangle {
                width: slider.visualPosition * parent.width
                height: parent.height
                radius: 2
                color: Theme.gold
            }
        }
    }
    handle: Rectangle {
        x: slider.visualPosition * (slider.width - width)
        y: slider.topPadding + slider.availableHeight / 2 - height / 2
        width: 18
        height: 18
        radius: 9
        color: slider.pressed ? Theme.bright : slider.hovered ? Theme.cream : "#e9dac4"
        border.width: 3
        border.color: Theme.ink
        FocusRing { shown: slider.visualFocus; radius: height / 2 }
    }
}
