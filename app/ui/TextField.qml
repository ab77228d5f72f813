import QtQuick
import QtQuick.Templates as T
import app.ui

// A line to write on.
T.TextField {
    id: field
    property string label: ""
    implicitWidth: 320
    implicitHeight: 48 + topLabel.height
    topPadding: topLabel.height
    leftPadding: 16
    rightPadding: 16
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.cream
    selectionColor: Theme.ember
    selectedTextColor: Theme.ink
    placeholderTextColor: Theme.faint
    font.family: Theme.text
    font.pixelSize: Theme.lead
    font.weight: Font.DemiBold
    selectByMouse: true
    hoverEnabled: true
    Accessible.name: label
    Item {
        id: topLabel
        width: parent.width
        height: field.label === "" ? 0 : 27
        Text {
            text: field.label
            color: Theme.muted
            font.family: Theme.text
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
        }
    }
    Text {
        x: field.leftPadding
        y: field.topPadding
        width: field.width - field.leftPadding - field.rightPadding
        height: field.height - field.topPadding
        verticalAlignment: Text.AlignVCenter
        visible: field.text === "" && field.preeditText === ""
        text: field.placeholderText
        color: field.placeholderTextColor
        font: field.font
        elide: Text.ElideRight
    }
    background: Item {
        Rectangle {
            y: topLabel.height
            width: parent.width
            height: parent.height - y
            radius: Theme.radius
            color: field.activeFocus ? Theme.raised : Theme.panel
            border.width: field.activeFocus ? 2 : 1
            border.color: field.activeFocus ? Theme.bright : field.hovered ? Theme.strongLine : Theme.line
        }
    }
}
